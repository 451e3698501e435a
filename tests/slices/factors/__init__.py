"""Tests of the success factors."""

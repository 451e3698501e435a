"""Tests of the slice joining."""

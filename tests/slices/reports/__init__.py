"""Tests of taking a result away."""

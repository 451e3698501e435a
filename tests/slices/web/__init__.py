"""Tests of what every response has in common."""

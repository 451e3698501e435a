"""Tests of the demonstration: what it tells, and that it tells it once."""

"""Tests of results over time."""

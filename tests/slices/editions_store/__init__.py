"""Tests of storing editions and the other content."""

"""Tests of the slice people."""

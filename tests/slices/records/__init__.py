"""Tests of the records of a consensus."""

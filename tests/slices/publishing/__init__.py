"""Tests of publishing a signed result."""

"""Tests of what keeps the search index true."""

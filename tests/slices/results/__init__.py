"""Tests of one's own result."""

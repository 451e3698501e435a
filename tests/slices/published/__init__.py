"""Tests of what others read of published results."""

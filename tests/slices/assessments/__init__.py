"""Tests of starting a view and of its overview."""

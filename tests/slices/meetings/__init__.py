"""Tests of the agenda and of voting in a meeting."""

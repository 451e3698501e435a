"""Tests of the sector's view."""

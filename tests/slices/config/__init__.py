"""Tests of the settings and of what production refuses."""

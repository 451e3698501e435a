"""Tests of signing it off."""

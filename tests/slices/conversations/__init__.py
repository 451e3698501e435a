"""Tests of who to talk to."""

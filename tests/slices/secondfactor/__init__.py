"""Tests of the second factor: setting it up, signing in with it, and what attackers get."""

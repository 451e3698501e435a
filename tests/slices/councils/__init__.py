"""Tests of the register of councils and of the page after signing in."""

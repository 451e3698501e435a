"""Tests of the rules, without a database or a request."""

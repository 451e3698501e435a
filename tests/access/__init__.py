"""Tests of who may do what, route by route."""

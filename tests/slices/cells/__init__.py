"""Tests of answering statements and of notes."""

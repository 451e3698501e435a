"""Tests that files of strangers are read, or refused for the right reason."""

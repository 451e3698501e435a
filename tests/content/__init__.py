"""Tests of the content files and their loaders."""

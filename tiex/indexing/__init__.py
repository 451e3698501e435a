"""Keeping the search index true to the catalogue."""

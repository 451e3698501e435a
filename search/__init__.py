"""Faceted full-text search behind one protocol; knows neither a web framework nor a database."""

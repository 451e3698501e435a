"""Editions: stored once, read for ever."""

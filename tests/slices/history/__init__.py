"""Tests of the history of a council: who sees what of it, in which words, on pages and in a file."""

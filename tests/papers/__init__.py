"""Tests of the papers: each file is opened again by a reader that did not write it."""

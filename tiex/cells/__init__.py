"""Cells: answering the four statements of a cell and writing its notes."""

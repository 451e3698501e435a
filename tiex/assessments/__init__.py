"""Answering: the overview, the cells, the notes and the success factors of one's own view."""

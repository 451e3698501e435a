"""Work that waits until somebody has time for it: looking at files, mail, the search index."""

"""Pages that were made to be looked at, taken away as files: a comparison, and the sector’s view."""

"""Resources suggested beside results and cells."""

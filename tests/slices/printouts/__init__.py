"""Pages taken away as files."""

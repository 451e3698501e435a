"""Reading files of strangers: what they are, whether they are safe to keep, their text and their first page."""

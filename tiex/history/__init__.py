"""The history of a council: its trail as a story, and as a file."""

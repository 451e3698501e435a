"""The hub: searching the catalogue, and reading what is in it."""

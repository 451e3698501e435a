"""The catalogue: finding, reading and looking after resources."""

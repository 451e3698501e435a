"""The desk on which editors read what councils share, publish it, and take it down."""

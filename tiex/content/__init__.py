"""Content files turned into frozen values; everything is checked while it is loaded."""

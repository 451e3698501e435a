"""The component gallery, outside production."""

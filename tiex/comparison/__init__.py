"""Comparing one's own result with those of other councils."""

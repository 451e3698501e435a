"""Sign-off: the Leader and the Chief Executive sign exactly what was agreed, and the record stays."""

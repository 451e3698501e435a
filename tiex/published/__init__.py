"""Published results: what others read of them, as far as each may."""

"""Charts drawn by pygal classes of our own: they know no request and no database, and the stylesheet colours them."""

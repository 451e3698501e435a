"""Taking a result away: the page that offers it, and the files."""

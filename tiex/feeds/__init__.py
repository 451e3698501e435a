"""New resources as a feed, for whoever reads many sites in one place."""

"""What councils make of resources: the list of each, what is not for it, and what came of those it tried."""

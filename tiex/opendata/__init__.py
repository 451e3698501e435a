"""Open data: what everyone may see of published results, as tables that programs read."""

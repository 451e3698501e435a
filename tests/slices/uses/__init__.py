"""What councils make of resources, through their pages."""

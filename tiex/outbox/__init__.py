"""What the demo would have mailed."""

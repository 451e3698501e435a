"""Examples of what worked: writing one, sending it to the editors, and reading those that were published."""

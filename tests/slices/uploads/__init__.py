"""Files on their way to the exchange."""

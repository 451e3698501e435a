"""The sector's view, for those who run the exchange: what all councils together show."""

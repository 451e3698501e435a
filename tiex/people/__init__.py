"""Who has access to a council, what they may do there, and who stands in for its signatories."""

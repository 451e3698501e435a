"""Who to talk to: councils like one's own that moved up, with the examples about which they agreed to be asked."""

"""Resources suggested for a cell or for the widest gaps of a result, each with why."""

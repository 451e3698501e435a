"""Over time: the results of a council in different editions, and of its predecessors, with honest breaks."""

"""Publishing a signed result: who may see which part of it, from when, and what others then read."""

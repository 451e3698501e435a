"""What is kept of each file: checking it, giving it to those who may have it, and throwing out what nobody has."""

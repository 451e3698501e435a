"""Tests that nobody sees what belongs to somebody else."""

"""Benchmarks: what published results add up to, kept as they are published."""

"""Tests of my council: what is mine to do, what others are doing, and the way still to go."""

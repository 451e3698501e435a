"""My council: what is mine to do now, what others are doing, and the way still to go."""

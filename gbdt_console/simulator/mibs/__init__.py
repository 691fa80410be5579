"""The objects and traps of each simulated device family."""

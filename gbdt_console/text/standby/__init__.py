"""Says how the two PCs stand to each other."""

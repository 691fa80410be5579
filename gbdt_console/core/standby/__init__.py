"""Two PCs, one of which commands: who does, how far the other one is behind, and who took over."""

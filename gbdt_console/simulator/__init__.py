"""A simulated province that speaks the real protocols on loopback, with faults and scenarios."""

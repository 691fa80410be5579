"""Readings, probe outcomes, traps, and the detector of a line's state."""

"""Values of the guided start: points, faults, and what a screen asks of the program behind it."""

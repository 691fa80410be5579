"""The menu of the phase, and the keys and marks behind it."""

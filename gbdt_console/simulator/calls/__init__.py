"""The callers of the simulated conference: sites and a stranger, whatever MCU they call."""

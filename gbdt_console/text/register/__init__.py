"""Words about the register."""

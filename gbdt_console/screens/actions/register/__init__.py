"""Acts on the register."""

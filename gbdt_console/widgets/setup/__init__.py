"""Draw the pages of the guided start."""

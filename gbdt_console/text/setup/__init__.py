"""Words about the guided start."""

"""Words about conference."""

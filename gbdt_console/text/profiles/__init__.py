"""Words about profiles."""

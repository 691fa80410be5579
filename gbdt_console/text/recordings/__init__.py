"""Words about recordings of meetings."""

"""Words about guests of meetings."""

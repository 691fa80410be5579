"""Words about the cleaning of rooms."""

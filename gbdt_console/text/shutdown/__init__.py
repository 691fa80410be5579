"""Words about the shutdown after a meeting."""

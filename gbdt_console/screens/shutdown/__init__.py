"""The screen of the shutdown after a meeting."""

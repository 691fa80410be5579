"""Draws the shutdown after a meeting."""

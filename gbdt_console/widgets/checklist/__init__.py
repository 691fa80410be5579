"""Draws the checklist before a meeting."""

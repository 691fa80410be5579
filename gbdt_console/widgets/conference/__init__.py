"""Draws the roster, and what every drawing of a call says."""

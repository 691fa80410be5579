"""Keeps the care of rooms."""

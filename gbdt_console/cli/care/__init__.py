"""Verbs about the care of rooms."""

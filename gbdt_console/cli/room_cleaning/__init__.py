"""Verbs about the cleaning of rooms."""

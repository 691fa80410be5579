"""Verbs about recordings of meetings."""

"""Verbs about the shutdown after a meeting."""

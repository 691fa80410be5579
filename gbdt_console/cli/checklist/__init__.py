"""Verbs about the checklist before a meeting."""

"""Verbs of registered meetings."""

"""Modes of a meeting over killed engines."""

"""Recordings of how devices are controlled."""

"""Engines in the modes of a meeting, to be killed."""

"""Polycom."""

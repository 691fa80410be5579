"""Keeps the cleaning of rooms."""

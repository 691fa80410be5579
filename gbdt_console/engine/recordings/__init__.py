"""Watches who records a meeting."""

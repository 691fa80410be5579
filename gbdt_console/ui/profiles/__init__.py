"""Arranges conference profiles, and what differs from one, as a list."""

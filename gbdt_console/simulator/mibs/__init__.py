"""Mibs."""

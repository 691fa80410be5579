"""Draws outage records."""

"""Draws one site in full: line, last hour, call, room, contacts, journal and devices."""

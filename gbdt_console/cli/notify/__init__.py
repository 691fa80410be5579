"""Verbs about messages that leave the room."""

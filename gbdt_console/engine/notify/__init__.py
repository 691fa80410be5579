"""Decides, records and sends the messages that leave the room."""

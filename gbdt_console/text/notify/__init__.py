"""Words of messages that leave the room."""

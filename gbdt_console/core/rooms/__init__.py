"""The state of a room's codec, and the commands that change it."""

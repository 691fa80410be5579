"""Keeps a second PC's journal level with this one, or follows that of the PC that commands."""

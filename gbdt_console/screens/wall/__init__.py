"""The screen of the wall."""

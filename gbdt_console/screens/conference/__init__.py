"""The screen of the conference."""

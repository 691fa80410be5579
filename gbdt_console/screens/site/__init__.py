"""The screen of one site."""

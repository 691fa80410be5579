"""The screen of the guide."""

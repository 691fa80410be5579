"""The text of the guide."""

"""The full screens of the console."""

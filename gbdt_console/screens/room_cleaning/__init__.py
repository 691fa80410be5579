"""The screen of people and rooms."""

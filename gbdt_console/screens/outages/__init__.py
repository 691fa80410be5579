"""The screen of outages."""

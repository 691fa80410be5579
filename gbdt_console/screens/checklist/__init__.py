"""The screen of the checklist."""

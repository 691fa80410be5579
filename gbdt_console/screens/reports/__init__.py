"""The screen of reports."""

"""State of the screen of reports."""

"""Draws alarms: the panel, the list, one line, and one alarm in full."""

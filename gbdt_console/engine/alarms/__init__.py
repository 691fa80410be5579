"""Derives alarm conditions from readings and verdicts, and keeps the open alarms."""

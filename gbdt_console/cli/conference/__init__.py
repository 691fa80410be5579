"""Verbs that show the roster and give commands to the MCU."""

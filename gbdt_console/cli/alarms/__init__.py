"""Verbs that list, acknowledge and shelve alarms, and record planned maintenance."""

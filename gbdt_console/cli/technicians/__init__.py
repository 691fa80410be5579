"""Verbs about the technicians of the sites."""

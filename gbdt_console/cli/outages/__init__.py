"""Verbs about outage records."""

"""Verbs that print reports."""

"""Completion of the command line in the shells."""

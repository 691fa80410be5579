"""Runs one engine per state directory, in a thread of its own or in the foreground."""

"""Sends messages by Apprise, in a child process of its own."""

"""Verbs about the pictures of the meeting: preview, take, undo."""

"""Verbs that show and control the codecs in the rooms."""

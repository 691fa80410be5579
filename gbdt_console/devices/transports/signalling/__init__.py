"""Asks codecs whether their call service answers."""

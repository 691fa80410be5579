"""Alarm rows, their words, whom to call, and the bell."""

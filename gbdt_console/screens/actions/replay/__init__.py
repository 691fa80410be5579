"""Holds the actions of a replay."""

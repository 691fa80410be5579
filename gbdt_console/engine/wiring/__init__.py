"""Builds the monitor and the list of features."""

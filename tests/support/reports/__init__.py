"""Holds what several tests of reports and replay share."""

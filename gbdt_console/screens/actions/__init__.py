"""Holds the actions on a site, an alarm or the conference."""

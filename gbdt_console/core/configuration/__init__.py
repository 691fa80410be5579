"""Tells how two states of sites.yaml differ, and what a running engine does about it."""

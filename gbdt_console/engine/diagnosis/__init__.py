"""Correlates the failures of sites, lines and devices, and derives verdicts."""

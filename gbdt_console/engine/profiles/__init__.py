"""Applies conference profiles, and watches how the conference differs from them."""

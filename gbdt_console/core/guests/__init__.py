"""Guests of meetings: expected callers from outside of the configuration, whom a person lets in."""

"""Draws conference profiles, the steps of an application, and what differs from it."""

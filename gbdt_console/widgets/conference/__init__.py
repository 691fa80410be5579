"""Draws the roster, and the texts that all drawings of a call share."""

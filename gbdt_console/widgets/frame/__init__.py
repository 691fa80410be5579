"""Draws the pictures of a meeting: layouts as wireframes, buses, preview and floor."""

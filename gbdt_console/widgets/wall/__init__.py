"""Draws all sites at once, laid out as tiles, rows, cells or dots."""

"""Keeps the checklist: measures its cells, judges what is late, takes operators' commands."""

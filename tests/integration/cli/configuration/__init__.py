"""Verbs about sites.yaml."""

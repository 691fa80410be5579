"""Polls the codecs in the rooms and carries out room commands."""

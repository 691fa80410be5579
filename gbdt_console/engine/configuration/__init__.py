"""Lets a running engine take sites.yaml over again."""

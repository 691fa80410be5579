"""Loads sites.yaml strictly.

It reports every error at once, each with its place and its cure. The package itself imports nothing: every
verb reads the language of sites.yaml, few load the rest.
"""

"""Holds for each file format of a paper."""

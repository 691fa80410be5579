"""Holds the actions of handing a shift over."""

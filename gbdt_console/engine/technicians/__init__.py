"""Keeps who works at the sites."""

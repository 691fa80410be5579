"""Keeps the register."""

"""Keeps connections to controlled devices, sends them orders and reads the results back."""

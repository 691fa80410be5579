"""Alarm values, their states and transitions, and the rules that raise and clear them."""

"""Traps: the gate before decoding, what is read and believed, and what a trap means."""

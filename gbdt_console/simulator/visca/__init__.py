"""Simulates cameras with VISCA, over IP and raw over TCP, from the facts of their command lists."""

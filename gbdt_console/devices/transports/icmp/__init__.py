"""Sends ICMP echo requests from one socket and matches their replies."""

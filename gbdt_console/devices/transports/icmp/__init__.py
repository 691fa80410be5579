"""Icmp."""

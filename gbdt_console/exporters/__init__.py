"""Reads Snapshots without changing anything: runs commands for alarms, and serves metrics."""

"""Readers of Snapshots that the engine does not know: commands run for alarms, and metrics."""

"""Pings lines, polls devices, watches the engine itself, and journals state changes."""

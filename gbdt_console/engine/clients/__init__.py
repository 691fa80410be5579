"""Serves the engine's clients: sessions, published Snapshots, commands and the control socket."""

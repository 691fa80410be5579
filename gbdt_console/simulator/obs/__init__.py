"""Plays OBS Studio: its scenes, obs-websocket 5 on a WebSocket of our own, and its faults."""

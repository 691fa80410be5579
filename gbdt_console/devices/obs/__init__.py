"""Speaks obs-websocket 5 with OBS Studio, and reads its scenes as layouts and panes.

Facts and their sources: protocol.md of obs-websocket 5.5, and OBS Studio 30.2 of Debian 13 on the wire.
"""

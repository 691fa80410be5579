"""A simulated OBS Studio behind obs-websocket 5, the peer of the mixer's driver."""

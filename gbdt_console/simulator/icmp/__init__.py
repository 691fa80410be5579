"""Simulated pings: the echo service, and the transport through which the engine asks it."""

"""Capabilities, the driver registry, transports and drivers."""

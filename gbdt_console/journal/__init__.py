"""Stores the events with their hash chain and checkpoints, and the samples."""

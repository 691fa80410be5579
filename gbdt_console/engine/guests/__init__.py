"""Enters expected guests, and shows them in the Snapshot."""

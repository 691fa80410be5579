"""Writes events to the journal and measurements to the sample store."""

"""Tells when the records were not backed up for long."""

"""The verb that writes a file of evidence."""

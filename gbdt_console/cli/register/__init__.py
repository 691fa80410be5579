"""The verb `register`."""

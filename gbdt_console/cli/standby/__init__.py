"""The verbs of a second PC."""

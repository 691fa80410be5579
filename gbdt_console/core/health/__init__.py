"""Judges the health of the console itself: pure rules over facts that the verb `doctor` collects."""

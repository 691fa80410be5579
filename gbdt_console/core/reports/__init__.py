"""Fold the journal to the facts of a report, and define the paper that shows them."""

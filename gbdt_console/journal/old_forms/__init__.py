"""Readers of the forms that older programs wrote; none is ever deleted."""

"""Conference."""

"""Words about frame."""

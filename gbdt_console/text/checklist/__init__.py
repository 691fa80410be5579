"""Words about the checklist."""

"""What the screens show of the checklist."""

"""What the screens show of the cleaning of rooms."""

"""What the screens show of rooms."""

"""What the screens show of pictures."""

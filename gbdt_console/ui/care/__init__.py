"""What the screens show of people and rooms."""

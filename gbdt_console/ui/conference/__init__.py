"""Shows the conference, and decides what its keys mean."""

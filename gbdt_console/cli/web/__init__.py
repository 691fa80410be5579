"""Shows the wall in browsers, to look at only."""

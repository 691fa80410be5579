"""What an operator does about the shutdown after a meeting."""

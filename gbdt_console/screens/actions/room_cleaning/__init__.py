"""What an operator does about the cleaning of rooms."""

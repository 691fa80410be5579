"""What an operator does about the conference."""

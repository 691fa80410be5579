"""What an operator does about meetings."""

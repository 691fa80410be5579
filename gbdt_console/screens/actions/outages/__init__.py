"""What an operator does about outages."""

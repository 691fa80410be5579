"""What an operator does about the checklist."""

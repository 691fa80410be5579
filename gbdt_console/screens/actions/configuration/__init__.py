"""What an operator does about sites.yaml."""

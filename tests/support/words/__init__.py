"""What the program says: composed codes, and the check of them."""

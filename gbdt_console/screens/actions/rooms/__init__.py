"""What an operator does about rooms."""

"""What an operator does about pictures and takes."""

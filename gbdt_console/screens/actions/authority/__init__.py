"""What an operator signs about the machine that gives the orders."""

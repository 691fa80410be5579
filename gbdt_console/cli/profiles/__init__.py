"""`profile`: conference profiles at the command line."""

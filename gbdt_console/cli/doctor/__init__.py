"""`doctor`: the health of the console itself, and a bundle for support with nothing secret in it."""

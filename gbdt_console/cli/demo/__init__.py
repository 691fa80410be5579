"""The `demo` verb: opens the console over a simulated province."""

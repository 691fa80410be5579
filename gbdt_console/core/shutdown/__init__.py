"""Values and pure rules of the shutdown after a meeting (A8.3)."""

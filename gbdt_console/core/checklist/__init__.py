"""Values and pure rules of the checklist before a meeting (A7.1b)."""

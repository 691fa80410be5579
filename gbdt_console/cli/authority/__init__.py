"""Verbs about the machine that gives the orders."""

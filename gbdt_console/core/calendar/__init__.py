"""Registered meetings: plans, agreements, repeats, clashes and what each still lacks."""

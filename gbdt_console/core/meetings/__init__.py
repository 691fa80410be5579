"""Meetings: running and registered ones, plans, agreements, repeats, clashes and what each still lacks."""

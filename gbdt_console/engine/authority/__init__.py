"""Asks for a signature before an engine on another machine gives orders."""

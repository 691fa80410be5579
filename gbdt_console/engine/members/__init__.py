"""Keeps who attended a meeting behind another call leg."""

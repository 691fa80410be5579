"""Speaks the Asterisk Manager Interface.

Sources: Asterisk 22 on the wire and main/manager.c.
"""

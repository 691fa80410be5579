"""Speaks the text commands of Polycom HDX and RealPresence Group.

Sources: HDX Systems Integrator's Reference Manual 2.6 and 3.0.3, RealPresence Group Integrator Reference
Guide 4.1.1 and 6.0.0, and field logs of a Group 700 with 6.2.1 over SSH.
"""

"""Simulated SNMP agents: their sockets, their answers and their traps."""

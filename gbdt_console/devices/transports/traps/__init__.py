"""Receives SNMP traps, limits their rate and decodes them."""

"""Holds the SNMP reading that drivers share: GETs, tables, rates, probes, traps."""

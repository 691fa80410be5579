"""How packets travel: ICMP and SNMP."""

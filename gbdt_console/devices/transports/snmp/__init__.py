"""Opens SNMP sessions of versions 1, 2c and 3 for readers."""

"""Opens SNMP sessions of versions 1, 2c and 3, and carries their requests."""

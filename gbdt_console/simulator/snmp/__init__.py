"""The simulator's own SNMP: BER, messages, the user security model, and responses."""

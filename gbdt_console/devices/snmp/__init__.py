"""SNMP requests that the drivers share: batched GETs, tables, rates, line probes and trap meanings."""

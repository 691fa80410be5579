"""Tests with real parts: snmpd, pings and lines in network namespaces."""

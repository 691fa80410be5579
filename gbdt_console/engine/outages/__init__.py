"""Keeps the outage records in line with the alarms and carries out the operators' commands about them."""

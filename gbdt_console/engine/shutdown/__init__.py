"""Leads the shutdown after a meeting: acts where allowed, proves by measurement, takes signatures."""

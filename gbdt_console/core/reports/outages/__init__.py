"""The report of outages, and what other reports tell of them."""

"""Words about outages."""

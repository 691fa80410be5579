"""What the screens show of outage records."""

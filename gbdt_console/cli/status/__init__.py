"""Print all sites, by a running or a short-lived engine."""

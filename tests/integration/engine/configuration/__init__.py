"""A reload of sites.yaml by real processes."""

"""Says how sites.yaml changed."""

"""The schema and the strict loader of sites.yaml."""

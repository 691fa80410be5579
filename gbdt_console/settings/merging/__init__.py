"""Makes one sites.yaml of those of several provinces."""

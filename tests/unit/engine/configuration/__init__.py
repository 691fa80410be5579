"""Tests of a reload of sites.yaml."""

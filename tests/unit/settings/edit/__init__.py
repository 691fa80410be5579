"""Tests of edits of sites.yaml."""

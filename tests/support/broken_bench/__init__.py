"""Measurements that fail in each way."""

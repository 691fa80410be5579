"""Measure speed and size beside peers.

`make bench` prints the figures and writes build/bench.json as it goes.
"""

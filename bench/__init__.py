"""Measure speed and size beside peers: `make bench` prints figures and writes build/bench.json."""

"""Speed, size and their peers: `make bench` prints the figures and writes build/bench.json."""

"""The simulated Cisco Meeting Server: its REST API over HTTP, one or more Call Bridges of a cluster."""

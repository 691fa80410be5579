"""Conference values: participants, the roster, the floor, blocks and calls, and their rules."""

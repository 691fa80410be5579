"""The simulated province itself: rooms, lines, codecs, faults, scenarios and time; no sockets."""

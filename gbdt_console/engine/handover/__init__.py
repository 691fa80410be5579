"""Takes the signatures of shifts."""

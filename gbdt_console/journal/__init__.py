"""The event store, its hash chain and checkpoints, and the samples."""

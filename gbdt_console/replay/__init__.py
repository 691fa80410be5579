"""Shows a past meeting as a port: Snapshots folded from journal and samples."""

"""The scheduler, the coordinators, the Snapshot and the control socket."""

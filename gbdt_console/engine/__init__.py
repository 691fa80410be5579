"""The feature objects, their scheduler, the Snapshot and the control socket."""

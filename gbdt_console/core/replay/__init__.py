"""Values of a replayed meeting: its clock, its time line, and which fields of a Snapshot are recorded."""

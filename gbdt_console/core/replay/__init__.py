"""Values of a replayed meeting: its clock and its time line."""

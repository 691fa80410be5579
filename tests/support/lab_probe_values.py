"""What the lab's room probe says."""

PROBE_VALUES: dict[str, int | str] = {}

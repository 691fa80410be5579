"""Words about alarms."""

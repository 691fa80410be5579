"""What several screens share: services, live Snapshots, and actions on alarms, calls and rooms."""

"""What an operator does about alarms."""

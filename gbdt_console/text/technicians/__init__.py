"""Words about technicians."""

"""The process's terminal: its driver, key origins, hang-ups, signals and partial repaints."""

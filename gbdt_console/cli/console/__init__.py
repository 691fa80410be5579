"""Opens the full-screen console, and runs the engine without one."""

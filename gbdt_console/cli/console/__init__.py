"""Opens the full-screen console over a local or remote engine, and the engine without a screen."""

"""What the screens show of registered meetings."""

"""Drawing of registered meetings."""

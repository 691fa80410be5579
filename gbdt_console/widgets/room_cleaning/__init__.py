"""Drawing of the cleaning of rooms."""

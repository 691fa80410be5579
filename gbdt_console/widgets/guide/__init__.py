"""Drawing of the pages of the guide."""

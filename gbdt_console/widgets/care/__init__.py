"""Drawing of people and rooms."""

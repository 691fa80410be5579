"""Messages that leave the room: which are due to whom, and what became of them."""

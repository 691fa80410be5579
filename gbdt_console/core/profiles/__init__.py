"""Conference profiles: what they hold, how they are applied, and what differs from them."""

"""Keep connections to controlled devices and verify orders to them."""

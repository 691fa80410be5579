"""Reads pictures that devices give, as small as a pane shows them."""

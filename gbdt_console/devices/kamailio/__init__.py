"""Asks Kamailio by JSON-RPC who is registered."""

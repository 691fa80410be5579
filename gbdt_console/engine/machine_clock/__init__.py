"""Watches whether the machine's clock is kept right."""

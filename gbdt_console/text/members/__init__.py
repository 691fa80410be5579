"""Words about rooms behind a call leg."""

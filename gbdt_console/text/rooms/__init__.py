"""Words about rooms."""

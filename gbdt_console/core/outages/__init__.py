"""Values and pure rules of outage records (A8.2d)."""

"""Names the units that records and events share."""

Utc = float
"""A time: seconds since the epoch, UTC."""

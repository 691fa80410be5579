"""Names the units and names that records and events share.

Where nothing else is said `now_s`, `since_s` and `taken_s` are seconds of the monotonic clock.
"""

Utc = float
"""A time: seconds since the epoch, UTC."""
Day = str
"""A day by the calendar of the network's time zone, 'YYYY-MM-DD'."""
SiteId = str
"""Id of a site in sites.yaml; 'centre' where the centre may be meant."""
MeetingId = str
"""Id of a meeting; of its sheets the number of the registered meeting, where it was started from one."""
ActorName = str
"""Name of the operator who did it, asked for it or entered it, as it was then; empty for the engine."""

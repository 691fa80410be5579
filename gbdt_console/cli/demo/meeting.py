"""Records the demonstration's past: its repaired outages, and the meeting that has run for 35 minutes."""

import time

from gbdt_console.cli.context import Context, terminal_name
from gbdt_console.cli.demo.past_outages import record_past_outages
from gbdt_console.cli.failures import engine_failures
from gbdt_console.core.commands import StartMeeting
from gbdt_console.core.sites import Network
from gbdt_console.engine.hosting.host import forget_records, records_of
from gbdt_console.engine.hosting.record_alone import record_alone

_BEGAN_BEFORE_S = 35 * 60
_ENDS_AFTER_S = 85 * 60
"""Begin and planned end of the meeting, seconds from now."""
_SPEAKERS = (5, 6, 9, 10)
"""Indexes of the sites in the running order, as far as the network has them."""


def begin_meeting(context: Context, network: Network) -> None:
    """Delete the records of earlier demonstrations, and record past outages and a meeting.

    The first site is the chair's.

    Ends the verb with the reason where it cannot be recorded.
    """
    words = context.words(network.language)
    forget_records(context.state)
    now_utc = time.time()
    speakers = tuple(site.id for place, site in enumerate(network.sites) if place in _SPEAKERS)
    meeting = StartMeeting(
        title=words("demo.meeting"),
        chair_site_id=network.sites[0].id,
        opening_utc=now_utc - _BEGAN_BEFORE_S,
        end_utc=now_utc + _ENDS_AFTER_S,
        running_order=speakers,
    )
    with engine_failures(context.state, words), records_of(context.state) as records:
        record_past_outages(network, records, words, now_utc)
        record_alone(meeting, network, records, terminal_name())

"""Finds the period of which evidence is wanted, by typed times or by a meeting."""

from gbdt_console.cli.client.configuration import network_if_readable
from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.clock import SystemClock
from gbdt_console.journal.evidence import Period
from gbdt_console.journal.store import EventStore
from gbdt_console.replay.past_meetings import past_meetings
from gbdt_console.text.typed_times import parse_time_of_day


def typed_period(context: Context, begin: str, end: str | None) -> Period:
    """Read the typed times in the time zone of sites.yaml; end the verb where they name no period.

    end: None for now
    """
    network, now_utc = network_if_readable(context), SystemClock().utc()
    zone = () if network is None else (network.timezone,)
    begin_utc = parse_time_of_day(begin, now_utc, *zone)
    end_utc = now_utc if end is None else parse_time_of_day(end, now_utc, *zone)
    if begin_utc is None or end_utc is None:
        fail(Exit.USAGE, context.words(), "replay.no-time")
    if begin_utc >= end_utc:
        fail(Exit.USAGE, context.words(), "evidence.period-order")
    return Period(begin_utc, end_utc)


def period_of_meeting(context: Context, store: EventStore, name: str) -> Period:
    """Return the time of a meeting, by number or id, whose samples are kept by the second.

    Ends the verb where the journal has no such meeting.
    """
    try:
        meeting = past_meetings(store).named(name) if name else None
    except (ValueError, TypeError):
        fail(Exit.FAILED, context.words(), "verb.journal-damaged")
    if meeting is None:
        fail(Exit.FAILED, context.words(), "replay.no-meeting", meeting=name)
    return Period(meeting.begin_utc, meeting.end_utc)

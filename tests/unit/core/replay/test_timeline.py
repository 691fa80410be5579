"""Tests the time line of a replay."""

from gbdt_console.core.conference.floor_events import FloorGiven
from gbdt_console.core.events import Entry, Event, MeetingEnded, PointChanged
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.outages.book import OutageBook
from gbdt_console.core.outages.events import OutageOpened, OutageRestored
from gbdt_console.core.replay.timeline import Span, SpanKind, time_line
from gbdt_console.journal.codec import event_data


def _entries(*events: tuple[float, Event]) -> list[Entry]:
    return [
        Entry(seq, at_utc, event.KIND, event.VERSION, "", event_data(event), event)
        for seq, (at_utc, event) in enumerate(events, start=1)
    ]


def test_outages_and_speakers_are_spans_to_their_end_or_to_the_last_moment() -> None:
    before = Ledger()
    before[OutageBook].apply(OutageOpened(1, ["s1"], 50.0, 55.0))
    line = time_line(
        before,
        _entries(
            (110.0, FloorGiven("s2", "", 110.0, "trực")),
            (120.0, OutageOpened(2, ["s3"], 115.0, 120.0)),
            (130.0, FloorGiven("s4", "s2", 130.0, "trực")),
            (140.0, OutageRestored(1, 139.0)),
            (150.0, MeetingEnded("m", 150.0)),
        ),
        100.0,
        200.0,
    )
    assert line.spans == (
        Span(SpanKind.OUTAGE, 50.0, 139.0, ("s1",)),
        Span(SpanKind.SPEAKER, 110.0, 130.0, ("s2",)),
        Span(SpanKind.OUTAGE, 115.0, 200.0, ("s3",)),
        Span(SpanKind.SPEAKER, 130.0, 150.0, ("s4",)),
    )


def test_jumps_stop_at_what_happened_and_once_at_what_happened_together() -> None:
    line = time_line(
        Ledger(),
        _entries(
            (110.0, PointChanged("s1.line", "up", PointState.DOWN, 105.0)),
            (110.4, OutageOpened(2, ["s1"], 105.0, 110.0)),
            (150.0, MeetingEnded("m", 150.0)),
        ),
        100.0,
        200.0,
    )
    assert line.moments == (110.0, 150.0)
    assert line.next_after(100.0) == 110.0
    assert line.next_after(110.0) == 150.0
    assert line.next_after(150.0) is None
    assert line.last_before(150.0) == 110.0
    assert line.last_before(110.0) is None

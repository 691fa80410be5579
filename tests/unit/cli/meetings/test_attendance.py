"""The attendance's lines: a running meeting's first minute calls no site absent."""

from gbdt_console.cli.meetings.attendance import attendance_lines
from gbdt_console.core.conference.attendance import SiteJoined
from gbdt_console.core.events import Entry, Event, MeetingStarted
from gbdt_console.text.words import Words
from tests.support.meetings.attendance import attendance_of

START_UTC = 1_000_000_000.0
NAMES = {"s1": "1 VP UBND", "s2": "2 Lào Cai"}


def told(after_s: float) -> list[str]:
    """Return the lines of a meeting with one of two sites in, so long after its start."""
    begun: Event = MeetingStarted("m1", "Bão số 5", "s1", START_UTC, START_UTC + 60, [], at_utc=START_UTC)
    entries = (
        Entry(n, START_UTC, event.KIND, event.VERSION, "", {}, event)
        for n, event in enumerate((begun, SiteJoined("s1", "leg", START_UTC)))
    )
    sheet = attendance_of(entries, tuple(NAMES), START_UTC + after_s)
    assert sheet is not None
    return list(attendance_lines(sheet, NAMES, Words("en")))


def test_the_first_minute_is_one_sentence_and_then_each_site_a_line() -> None:
    assert told(59.0)[1:] == [
        "  Counted for less than a minute: 1 of 2 sites are in, none counts as absent yet."
    ]
    assert [line.split()[-2] for line in told(60.0)[1:]] == ["present", "absent"]

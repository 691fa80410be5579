"""The attendance of a meeting over a checkpoint, and what the journal's entries say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.conference.attendance import Attendance, AttendanceEvent, SiteJoined, SiteLeft
from gbdt_console.core.conference.floor_events import SiteExcused
from gbdt_console.core.conference.roster import Departure
from gbdt_console.core.conference.state import HungUpBy
from gbdt_console.core.events import Entry, MeetingEnded, MeetingStarted
from gbdt_console.core.ledger import Ledger
from gbdt_console.journal.codec import event_data, read_event
from gbdt_console.text.entries import EntryWords
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words
from tests.support.journal.kept import kept_ledger

SITES = st.sampled_from(["sapa", "batxat", "bacha"])
EVENTS = st.one_of(
    st.builds(SiteJoined, site=SITES, leg=st.text(max_size=20), at_utc=st.floats(0, 4e9)),
    st.builds(
        SiteLeft,
        site=SITES,
        at_utc=st.floats(0, 4e9),
        by=st.sampled_from(["", *HungUpBy]).map(str),
        operator=st.text(max_size=20),
    ),
)


@given(st.lists(EVENTS, max_size=20))
def test_the_attendance_survives_a_checkpoint(events: list[AttendanceEvent]) -> None:
    ledger = Ledger()
    for event in events:
        ledger.apply(event)
    ledger.apply(SiteExcused("sapa", True, "đi công tác", "Ca 1", 5.0))
    restored = kept_ledger(ledger)[Attendance]
    assert restored == ledger[Attendance]
    assert restored.listed == ledger[Attendance].listed
    assert ledger[Attendance].sites["sapa"].excuses == ((5.0, True),)
    assert ledger[Attendance].last == {event.site: event for event in events}


def test_a_meeting_begins_and_ends_without_the_attendance_of_the_one_before() -> None:
    ledger = Ledger()
    for event in (MeetingStarted("m1", "Giao ban", "sapa", 0, 1, []), MeetingEnded("m1")):
        ledger.apply(SiteLeft("sapa", 1.0, "", ""))
        ledger.apply(event)
        assert ledger[Attendance] == Attendance()


@pytest.mark.parametrize("by", [None, *HungUpBy])
def test_every_departure_has_a_sentence_of_its_own(by: HungUpBy | None) -> None:
    event = SiteLeft.of("sapa", Departure(5.0, by, "Ca 1" if by is HungUpBy.CONSOLE else ""))
    assert event.departure.by is by
    data = event_data(event)
    entry = Entry(1, 5.0, event.KIND, event.VERSION, "", data, read_event(event.KIND, event.VERSION, data))
    told = set()
    for language in ("vi", "en"):
        words = Words(language)
        told.add(EntryWords(words, Formats(words), {"sapa": "8 Sa Pa"}).sentence(entry))
    assert len(told) == 2
    assert all(sentence.startswith("8 Sa Pa: ") for sentence in told)
    assert ("Ca 1" in min(told)) is (by is HungUpBy.CONSOLE)

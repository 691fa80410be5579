"""A row of another hand, in a chain that holds, is read as an event only where its types are right."""

import json
import math
from dataclasses import replace
from typing import Any

import pytest

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.events import AlarmRaised
from gbdt_console.core.events import Entry, Event, MeetingStarted
from gbdt_console.core.frame.events import FrameTaken
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.journal.chain import UnchainedEntry
from gbdt_console.journal.codec import event_data, read_event
from gbdt_console.text.entries import EntryWords
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words

STARTED = MeetingStarted("m", "Giao ban", "s1", 100.0, 900.0, ["s2"])
RAISED = AlarmRaised(1, "s3", "line.lost", Severity.MAJOR, "s3", 150.0, 160.0)
TAKEN = FrameTaken({Bus.BRANCHES: Shot("4", ("s2", ""))}, {}, "trực")


def read_with(event: Event, **wrong: Any) -> Event | None:
    data: Any = json.loads(UnchainedEntry.of(event, 0.0).data)
    return read_event(event.KIND, event.VERSION, data | wrong)


@pytest.mark.parametrize("event", [STARTED, RAISED, replace(RAISED, number=2**63), TAKEN])
def test_what_this_program_wrote_is_read(event: Event) -> None:
    assert read_with(event) == event


@pytest.mark.parametrize(
    ("event", "wrong"),
    [
        (STARTED, {"title": None}),
        (STARTED, {"title": ["Giao ban"]}),
        (STARTED, {"opening_utc": "100"}),
        (STARTED, {"opening_utc": True}),
        (STARTED, {"opening_utc": math.nan}),
        (STARTED, {"opening_utc": math.inf}),
        (STARTED, {"opening_utc": 1e18}),
        (STARTED, {"opening_utc": 10**40}),
        (STARTED, {"sites": ["s2", 7.5]}),
        (STARTED, {"sites": 7}),
        (RAISED, {"number": 1.5}),
        (RAISED, {"number": [1]}),
        (RAISED, {"params": {"a": {}}}),
        (TAKEN, {"shots": {"branches": 7}}),
        (TAKEN, {"shots": {"branches": {"layout": 4, "seats": ["s2", ""]}}}),
    ],
)
def test_a_value_of_another_type_makes_no_event(event: Event, wrong: dict[str, Any]) -> None:
    assert set(wrong) <= set(event_data(event)), "a field of that event"
    assert read_with(event, **wrong) is None


@pytest.mark.parametrize("values", [{}, {"opening_utc": 1e18}, {"title": {"a": 1}, "shots": 7}])
def test_a_row_of_other_fields_has_a_line_all_the_same(values: Any) -> None:
    words = Words("vi")
    entry = Entry(1, 2.0**62, STARTED.KIND, STARTED.VERSION, "", values, None)
    assert STARTED.KIND in EntryWords(words, Formats(words), {}).line(entry)

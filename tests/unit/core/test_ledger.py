"""The fold over the journal."""

import json

from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.events import (
    BlipSeen,
    Checkpoint,
    DeviceFaultChanged,
    EngineStarted,
    Event,
    MeetingEnded,
    MeetingStarted,
    PointChanged,
    event_data,
    read_event,
)
from gbdt_console.core.ledger import Ledger
from tests.support.journal_events import EVENTS

MEETING = MeetingStarted("m1", "Giao ban", "ubnd", 10.0, 20.0, ["sapa", "bacha"])


def folded(*events: Event | None) -> Ledger:
    ledger = Ledger()
    for event in events:
        ledger.apply(event)
    return ledger


@given(st.lists(EVENTS, max_size=12))
def test_a_checkpoint_is_the_ledger_again(events: list[Event]) -> None:
    ledger = folded(*events)
    through_json = json.loads(json.dumps(ledger.to_data()))
    assert Ledger.from_data(through_json) == ledger
    assert folded(PointChanged("other.line", "", "up", 1.0), Checkpoint(through_json)) == ledger


@given(st.lists(EVENTS, max_size=8))
def test_events_read_back_from_json_fold_the_same(events: list[Event]) -> None:
    back = [
        read_event(event.KIND, event.VERSION, json.loads(json.dumps(event_data(event)))) for event in events
    ]
    assert back == events
    assert folded(*back) == folded(*events)


def test_a_point_keeps_its_last_state_and_when_it_began() -> None:
    ledger = folded(
        PointChanged("sapa.line", "up", "down", 5.0),
        PointChanged("bacha.line", "up", "degraded", 6.0),
        PointChanged("sapa.line", "down", "up", 9.5),
    )
    assert ledger.points == {"sapa.line": ("up", 9.5), "bacha.line": ("degraded", 6.0)}


def test_a_fault_that_ended_is_gone() -> None:
    ledger = folded(DeviceFaultChanged("sapa.codec", "silent"), DeviceFaultChanged("sapa.ups", "refused"))
    assert ledger.faults == {"sapa.codec": "silent", "sapa.ups": "refused"}
    ledger.apply(DeviceFaultChanged("sapa.codec", ""))
    assert ledger.faults == {"sapa.ups": "refused"}


def test_a_meeting_runs_until_its_own_end() -> None:
    ledger = folded(MEETING, MeetingEnded("another"))
    assert ledger.meeting is not None
    assert ledger.meeting.running_order == ("sapa", "bacha")
    assert ledger.meetings_held == 0
    ledger.apply(MeetingEnded("m1"))
    assert (ledger.meeting, ledger.meetings_held) == (None, 1)


def test_what_says_nothing_about_the_present_changes_nothing() -> None:
    before = folded(MEETING, EngineStarted("e1", "fp", "0.1.0"))
    after = folded(MEETING, EngineStarted("e1", "fp", "0.1.0"), BlipSeen("sapa.line", 1.0, 2.0), None)
    assert before == after
    assert after.fingerprint == "fp"


def test_a_copy_does_not_change_with_the_original() -> None:
    ledger = folded(PointChanged("sapa.line", "up", "down", 5.0))
    copy = Ledger.from_data(ledger.to_data())
    ledger.apply(PointChanged("sapa.line", "down", "up", 9.0))
    assert copy.points == {"sapa.line": ("down", 5.0)}

"""The fold over the journal."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.alarms.alarm import AlarmState, Severity
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.events import AlarmAcknowledged, AlarmRaised, AlarmShelved, MaintenancePlanned
from gbdt_console.core.events import (
    EVENT_CLASSES,
    BlipSeen,
    ClockJumped,
    DeviceFaultChanged,
    DeviceIdentified,
    EngineStarted,
    Event,
    IdentityChanged,
    MeetingEnded,
    MeetingStarted,
    PointChanged,
)
from gbdt_console.core.features import FEATURES, WITHOUT_RECORD
from gbdt_console.core.last_states import LastStates
from gbdt_console.core.ledger import Checkpoint, Ledger
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.journal.codec import event_data, read_event
from tests.support.journal.events import EVENTS
from tests.support.journal.kept import kept_ledger

MEETING = MeetingStarted("m1", "Giao ban", "ubnd", 10.0, 20.0, ["sapa", "bacha"])


def folded(*events: Event | None) -> Ledger:
    ledger = Ledger()
    for event in events:
        ledger.apply(event)
    return ledger


@given(st.lists(EVENTS, max_size=12))
def test_a_checkpoint_is_the_ledger_again(events: list[Event]) -> None:
    ledger = folded(*events)
    assert kept_ledger(ledger) == ledger
    assert (
        folded(PointChanged("other.line", "", PointState.UP, 1.0), Checkpoint(kept_ledger(ledger))) == ledger
    )


@given(st.lists(EVENTS, max_size=8))
def test_events_read_back_from_json_fold_the_same(events: list[Event]) -> None:
    back = [
        read_event(event.KIND, event.VERSION, json.loads(json.dumps(event_data(event)))) for event in events
    ]
    assert back == events
    assert folded(*back) == folded(*events)


def test_a_point_keeps_its_last_state_and_when_it_began() -> None:
    ledger = folded(
        PointChanged("sapa.line", "up", PointState.DOWN, 5.0),
        PointChanged("bacha.line", "up", PointState.DEGRADED, 6.0),
        PointChanged("sapa.line", "down", PointState.UP, 9.5),
    )
    assert ledger[LastStates].points == {"sapa.line": ("up", 9.5), "bacha.line": ("degraded", 6.0)}


def test_a_fault_that_ended_is_gone() -> None:
    ledger = folded(DeviceFaultChanged("sapa.codec", "silent"), DeviceFaultChanged("sapa.ups", "refused"))
    assert ledger[LastStates].faults == {"sapa.codec": "silent", "sapa.ups": "refused"}
    ledger.apply(DeviceFaultChanged("sapa.codec", ""))
    assert ledger[LastStates].faults == {"sapa.ups": "refused"}


def test_a_meeting_runs_until_its_own_end() -> None:
    ledger = folded(MEETING, MeetingEnded("another"))
    assert ledger[MeetingsHeld].running is not None
    assert ledger[MeetingsHeld].running.running_order == ("sapa", "bacha")
    assert ledger[MeetingsHeld].ended == 0
    ledger.apply(MeetingEnded("m1"))
    assert (ledger[MeetingsHeld].running, ledger[MeetingsHeld].ended) == (None, 1)


def test_what_says_nothing_about_the_present_changes_nothing() -> None:
    before = folded(MEETING, EngineStarted("e1", "fp", "0.1.0"))
    after = folded(MEETING, EngineStarted("e1", "fp", "0.1.0"), BlipSeen("sapa.codec", 1.0, 2.0), None)
    assert before == after
    assert after[LastStates].fingerprint == "fp"


def test_a_copy_does_not_change_with_the_original() -> None:
    ledger = folded(PointChanged("sapa.line", "up", PointState.DOWN, 5.0))
    copy = kept_ledger(ledger)
    ledger.apply(PointChanged("sapa.line", "down", PointState.UP, 9.0))
    assert copy[LastStates].points == {"sapa.line": ("down", 5.0)}


RAISED = AlarmRaised(1, "sapa", "site.lost", Severity.MAJOR, "sapa", 100.0, 105.0)


def test_a_device_is_what_it_said_last() -> None:
    ledger = folded(
        DeviceIdentified("sapa.codec", {"model": "Group 500", "serial": "A1"}),
        IdentityChanged("sapa.codec", "serial", "A1", "B2"),
        IdentityChanged("bacha.codec", "address", "", "10.0.2.10"),
    )
    assert ledger[LastStates].identities == {
        "sapa.codec": {"model": "Group 500", "serial": "B2"},
        "bacha.codec": {"address": "10.0.2.10"},
    }


@pytest.mark.parametrize("jump_s", [-3_600.0, 3_600.0, 86_400.0])
def test_what_is_open_moves_with_the_clock_and_what_is_planned_does_not(jump_s: float) -> None:
    ledger = folded(
        PointChanged("sapa.line", "up", PointState.DOWN, 90.0),
        RAISED,
        AlarmAcknowledged(1, "sapa", Severity.MAJOR, "duty", 110.0),
        AlarmShelved(1, "sapa", 900.0, "cable", "duty"),
        MaintenancePlanned("w1", "bacha", 500.0, 600.0, "power", "duty"),
        ClockJumped(jump_s),
    )
    alarm = ledger[AlarmBook].alarms[1]
    assert (alarm.since_utc, alarm.raised_utc) == (100.0 + jump_s, 105.0 + jump_s)
    assert (alarm.ack_utc, alarm.shelved_until_utc) == (110.0 + jump_s, 900.0 + jump_s)
    assert ledger[LastStates].points["sapa.line"] == ("down", 90.0 + jump_s)
    assert ledger[AlarmBook].windows["w1"].from_utc == 500.0


def test_alarms_go_on_after_a_checkpoint() -> None:
    ledger = folded(
        Checkpoint(kept_ledger(folded(RAISED))), AlarmAcknowledged(1, "sapa", Severity.MAJOR, "duty", 110.0)
    )
    assert ledger[AlarmBook].alarms[1].state is AlarmState.ACKNOWLEDGED


def test_every_event_changes_a_record_or_is_named_as_one_that_none_keeps() -> None:
    taken = {kind for feature in FEATURES for kind in feature.takes}
    assert set(EVENT_CLASSES.values()) - {Checkpoint} == taken ^ set(WITHOUT_RECORD)

"""Events for tests of the journal: some that people know, and any that Hypothesis can think of."""

from collections.abc import Callable, Sequence
from pathlib import Path

from hypothesis import strategies as st

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.events import (
    BlindnessBegan,
    BlindnessEnded,
    BlipSeen,
    ClockJumped,
    DeviceFaultChanged,
    DeviceIdentified,
    EngineStarted,
    Entry,
    Event,
    IdentityChanged,
    MeetingEnded,
    MeetingEndMoved,
    MeetingStarted,
    PointChanged,
    TrapSeen,
)
from gbdt_console.core.handover.shift import ShiftTakenOver
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.outages.contract_events import (
    ContractDayClosed,
    LineAnswered,
    LineAvailable,
    LineUnavailable,
)
from gbdt_console.core.rooms.preset_events import PresetDrifted, PresetNamed, PresetReached
from gbdt_console.core.snapshot import Recording
from gbdt_console.journal.chain import UnchainedEntry
from gbdt_console.journal.commit_queue import DEFAULT_RETRY_POLICY, CommitQueue, RetryPolicy
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.write_request import Fate, WriteRequest
from tests.support.alarms.random_events import ALARM_EVENTS
from tests.support.meetings.random_calendars import CALENDAR_EVENTS
from tests.support.technicians import CARE_EVENTS, TECHNICIAN_EVENTS

_TARGETS = st.sampled_from(["sapa.line", "bacha.line", "sapa.codec"])
_TIMES = st.floats(min_value=0, max_value=4e9)
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_SITES = st.sampled_from(["sapa", "bacha"])
_SECONDS = st.sampled_from([100, 200, 300])
_SPANS = st.lists(st.tuples(_SECONDS, _SECONDS).map(list), max_size=2)
_PRESETS = st.integers(0, 3)
_PLACES = st.just([]) | st.lists(st.integers(-9, 9), min_size=3, max_size=3)
_MEETINGS = st.sampled_from(["m1", "m2"])

EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(PointChanged, _TARGETS, _TEXTS, st.sampled_from(PointState), _TIMES),
    st.builds(DeviceFaultChanged, _TARGETS, st.sampled_from(["", "silent", "refused"])),
    st.builds(MeetingStarted, _MEETINGS, _TEXTS, _TEXTS, _TIMES, _TIMES, st.lists(_TEXTS, max_size=3)),
    st.builds(MeetingEnded, _MEETINGS),
    st.builds(EngineStarted, _TEXTS, _TEXTS, _TEXTS),
    st.builds(BlipSeen, _TARGETS, _TIMES, _TIMES),
    st.builds(TrapSeen, _TARGETS, _TEXTS, _TEXTS, st.integers(0, 600)),
    st.builds(ClockJumped, st.sampled_from([-3_600.0, 0.125, 86_400.0])),
    st.builds(DeviceIdentified, _TARGETS, st.dictionaries(_TEXTS, _TEXTS, max_size=2)),
    st.builds(IdentityChanged, _TARGETS, _TEXTS, _TEXTS, _TEXTS),
    st.builds(PresetNamed, _MEETINGS, _SITES, _PRESETS, _TEXTS, _TEXTS),
    st.builds(PresetReached, _SITES, _TARGETS, _PRESETS, _PLACES, _TIMES, st.booleans(), st.booleans()),
    st.builds(PresetDrifted, _SITES, _TARGETS, _PRESETS, _TIMES, st.booleans()),
    st.builds(BlindnessBegan, st.just("anchors"), _TIMES),
    TECHNICIAN_EVENTS,
    CARE_EVENTS,
    st.builds(
        ShiftTakenOver,
        _TEXTS,
        _TEXTS,
        st.integers(0, 9),
        _TEXTS,
        _TEXTS,
        st.lists(st.just({"kind": "alarm", "is_late": True}), max_size=2),
        _TEXTS,
        _TIMES,
    ),
    st.builds(BlindnessEnded, st.just("anchors"), _TIMES),
    st.builds(LineAnswered, _SITES, _SECONDS),
    st.builds(LineUnavailable, st.integers(1, 3), _SITES, _SECONDS, _SPANS, _SPANS, _SPANS),
    st.builds(
        LineAvailable,
        st.integers(1, 3),
        _SITES,
        _SECONDS,
        _SECONDS,
        st.integers(0, 9),
        _SPANS,
        _SPANS,
        _SPANS,
    ),
    st.builds(
        ContractDayClosed,
        st.sampled_from(["2026-01-30", "2026-01-31", "2026-02-01"]),
        _SECONDS,
        _SECONDS,
        st.dictionaries(_SITES, st.lists(st.integers(0, 90), min_size=10, max_size=10), max_size=2),
        st.dictionaries(_SITES, _SECONDS, max_size=2),
    ),
    ALARM_EVENTS,
    CALENDAR_EVENTS,
    st.builds(MeetingEndMoved, _MEETINGS, _TIMES, st.just("duty")),
    st.builds(
        MeetingStarted,
        _MEETINGS,
        _TEXTS,
        _TEXTS,
        _TIMES,
        _TIMES,
        st.just([]),
        registration=st.integers(0, 4),
        sites=st.lists(_TEXTS, max_size=2),
        at_utc=_TIMES,
    ),
)

MORNING = (
    EngineStarted("e1", "fp", "0.1.0"),
    PointChanged("sapa.line", "unknown", PointState.UP, 1_767_225_600.0),
    MeetingStarted("m1", "Giao ban tháng 01", "ubnd", 1.0, 2.0, ["sapa", "bacha"]),
    DeviceFaultChanged("sapa.codec", "silent"),
    PointChanged("bacha.line", "up", PointState.DOWN, 1_767_225_700.25),
)


class CommitBench:
    """A CommitQueue with its clock, and what its callbacks got."""

    def __init__(self, directory: Path, retry_policy: RetryPolicy = DEFAULT_RETRY_POLICY) -> None:
        self.path = directory / "journal.sqlite"
        self.clock = ManualClock()
        self.committed: list[Entry] = []
        self.changes: list[Recording] = []
        self.commits = CommitQueue(
            self.path, self.clock, retry_policy, self.committed.extend, self.changes.append
        )
        self.ledger = self.commits.open()

    def write(
        self, *events: Event, actor: str = "", on_doubt: Callable[[], None] = lambda: None
    ) -> list[WriteRequest]:
        drafts = [UnchainedEntry.of(event, self.clock.utc(), actor) for event in events]
        requests = [WriteRequest(draft, Fate(on_doubt)) for draft in drafts]
        self.commits.write(requests)
        return requests


def write_journal(path: Path, events: Sequence[Event] = MORNING, at_utc: float = 1_767_225_600.0) -> None:
    """A sound journal of these events, closed."""
    EventStore.create(path, [UnchainedEntry.of(event, at_utc, "duty") for event in events])

"""Tests the fold to any past moment beside a fold from the first entry."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from gbdt_console.core.control_events import ControlReleased, ControlTaken
from gbdt_console.core.events import BlindnessBegan, ClockJumped, EngineStarted, Entry, Event, PointChanged
from gbdt_console.core.last_states import LastStates
from gbdt_console.core.ledger import Checkpoint, Ledger
from gbdt_console.core.monitoring.blindness import Blindness
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.snapshot import Control
from gbdt_console.journal.chain import UnchainedEntry
from gbdt_console.journal.store import EventStore
from gbdt_console.replay.past_ledger import PastLedger
from tests.support.journal.kept import kept_ledger
from tests.support.reports.year import YEAR_BEGAN_UTC, Year, write_year

_DAY_S = 86_400.0


def _written(path: Path, events: Sequence[tuple[float, Event]]) -> EventStore:
    """Write events as a journal."""
    EventStore.create(path, [UnchainedEntry.of(event, at_utc) for at_utc, event in events])
    return EventStore.view(path)


def _naive(entries: Sequence[Entry], at_utc: float) -> Ledger:
    ledger, latest = Ledger(), 0.0
    for entry in entries:
        latest = max(latest, entry.at_utc)
        if latest > at_utc:
            break
        if not isinstance(entry.event, Checkpoint):  # it may be applied to one ledger only
            ledger.apply(entry.event)
    return ledger


def test_jumps_in_any_order_equal_a_fold_from_the_first_entry(tmp_path: Path) -> None:
    year = Year(sites=8, meetings=8, outages=80, days=15)
    path = write_year(tmp_path, year)
    luck = random.Random(3)
    with EventStore.view(path) as store:
        entries = [row.entry() for row in store.rows()]
        past = PastLedger(store)
        moments = [YEAR_BEGAN_UTC + luck.uniform(-1.0, year.days) * _DAY_S for _ in range(16)]
        moments += [luck.choice(entries).at_utc for _ in range(8)]
        luck.shuffle(moments)
        for at_utc in moments:
            past.go(at_utc)
            assert past.ledger == _naive(entries, at_utc), at_utc


def test_a_wall_clock_that_was_set_back_takes_no_entry_out_of_the_order(tmp_path: Path) -> None:
    events: list[tuple[float, Event]] = [
        (100.0, PointChanged("s1.line", "up", PointState.DOWN, 95.0)),
        (50.0, ClockJumped(-60.0)),
        (60.0, PointChanged("s1.line", "down", PointState.UP, 60.0)),
        (120.0, PointChanged("s2.line", "up", PointState.DOWN, 115.0)),
    ]
    with _written(tmp_path / "journal.sqlite", events) as store:
        past = PastLedger(store)
        past.go(70.0)
        assert past.seq == 0
        past.go(100.0)
        assert past.seq == 3
        past.go(119.0)
        assert past.ledger[LastStates].points == {"s1.line": ("up", 60.0)}


def test_entries_written_after_the_opening_are_reached(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    with _written(path, [(100.0, EngineStarted("e", "f", "1"))]) as store, EventStore.open(path) as writer:
        past = PastLedger(store)
        past.go(500.0)
        writer.append([UnchainedEntry.of(PointChanged("s1.line", "up", PointState.DOWN, 195.0), 200.0)])
        past.go(501.0)
        assert past.seq == 2


@pytest.mark.parametrize("is_behind_a_checkpoint", [False, True])
def test_control_and_blindness_are_known_behind_a_checkpoint_too(
    tmp_path: Path, is_behind_a_checkpoint: bool
) -> None:
    events: list[tuple[float, Event]] = [
        (100.0, EngineStarted("e", "f", "1", is_simulated=True)),
        (110.0, ControlTaken("c1", "trực 1", "tty1")),
        (111.0, ControlReleased("c0", "ai đó")),
        (120.0, BlindnessBegan("anchors", 119.0)),
    ]
    if is_behind_a_checkpoint:
        ledger = Ledger()
        for _, event in events:
            ledger.apply(event)
        events.append((130.0, Checkpoint(kept_ledger(ledger))))
    with _written(tmp_path / "journal.sqlite", events) as store:
        past = PastLedger(store)
        past.go(140.0)
        assert past.standing.control == Control("c1", "trực 1", "tty1")
        assert past.standing.blind is Blindness.ANCHORS
        assert past.standing.is_simulated
        past.go(105.0)
        assert past.standing.control == Control()
        assert past.standing.blind is None

"""Folds the journal to any moment, from the nearest Checkpoint."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate

from gbdt_console.core.control_events import ControlReleased, ControlTaken, OperatorSwitched
from gbdt_console.core.events import (
    BlindnessBegan,
    BlindnessEnded,
    EngineStarted,
    EngineStopped,
    Entry,
    MeasuringRestored,
    MeasuringSlowed,
)
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.monitoring.blindness import Blindness
from gbdt_console.core.monitoring.pace import Slowed
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.snapshot import Control
from gbdt_console.journal.chain import GENESIS, MALFORMED, ChainHead, Damage, JournalDamaged, follow
from gbdt_console.journal.store import EventStore

_STANDING = (
    ((EngineStarted, EngineStopped), 1),
    ((ControlTaken, ControlReleased, OperatorSwitched), 20),
    ((BlindnessBegan, BlindnessEnded), 1),
    ((MeasuringSlowed, MeasuringRestored), 1),
)
"""Events that a Checkpoint does not hold and a Snapshot shows, and how many of them before it are read."""
_US = 1_000_000
_AT_ONCE = 100
"""Limits the rows of one read: an old Checkpoint among them that is not reached has megabytes."""

_NOBODY = Control()


@dataclass(frozen=True, slots=True)
class Standing:
    """Holds what the engine keeps outside of the ledger.

    is_running: an engine ran
    is_simulated: its network was the simulated province
    blind: reason why the console could not observe; None where it could
    slowed: what was measured less often because the machine did not keep up; None where it did
    """

    is_running: bool = False
    is_simulated: bool = False
    control: Control = _NOBODY
    blind: Blindness | None = None
    slowed: Slowed | None = None

    def apply(self, entry: Entry) -> "Standing":
        match entry.event:
            case EngineStarted() as started:
                return Standing(is_running=True, is_simulated=started.is_simulated)
            case EngineStopped():
                return replace(self, is_running=False, control=_NOBODY, blind=None, slowed=None)
            case ControlTaken() as taken:
                return replace(self, control=Control(taken.client, taken.operator, taken.terminal))
            case ControlReleased() as released if released.client == self.control.client_id:
                return replace(self, control=_NOBODY)
            case OperatorSwitched() as switched if self._has_switched(switched):
                return replace(self, control=replace(self.control, operator=switched.operator))
            case BlindnessBegan() as began if began.reason in set(Blindness):
                return replace(self, blind=Blindness(began.reason))
            case BlindnessEnded():
                return replace(self, blind=None)
            case MeasuringSlowed() as to:
                return replace(self, slowed=Slowed(to.level, to.device_times, to.line_s))
            case MeasuringRestored():
                return replace(self, slowed=None)
        return self

    def _has_switched(self, event: OperatorSwitched) -> bool:
        held = (self.control.operator, self.control.terminal)
        return held == (event.operator_before, event.terminal)


class PastLedger:
    """Holds the fold up to one moment; `go` moves it.

    An entry counts from its own time on, and not before an entry that stands before it in the journal: so a
    wall clock that was set back takes no entry out of the order.

    standing: what the ledger does not hold
    seq: number of the last entry in it
    """

    def __init__(self, store: EventStore) -> None:
        """Read the places of all checkpoints. Raises sqlite3.Error."""
        self._store = store
        latest_us = accumulate((us for _, us in store.checkpoints()), max)
        self._checkpoints = list(zip(latest_us, (seq for seq, _ in store.checkpoints()), strict=True))
        self._marks = [
            ([seq for seq, _, _ in store.marks([event.KIND for event in events])], most)
            for events, most in _STANDING
        ]
        self.ledger, self.standing, self.seq = Ledger(), Standing(), 0
        self._head, self._at_us, self._latest_us = GENESIS, 0, 0
        self._next: Entry | None = None
        self._rows: Iterator[tuple[ChainHead, Entry]] = iter(())

    def go(self, at_utc: float) -> None:
        """Fold to that moment. Raises JournalDamaged, sqlite3.Error."""
        at_us = round(at_utc * _US)
        nearest = self._checkpoint_before(at_us)
        if at_us < self._at_us or nearest > self.seq:
            self._begin(self._head_before(nearest) if nearest else GENESIS)
        self._at_us = at_us
        while (entry := self._peek()) is not None:
            entry_us = max(self._latest_us, round(entry.at_utc * _US))
            if entry_us > at_us:
                return
            self._latest_us, self._next = entry_us, None
            try:
                self.ledger.apply(entry.event)
            except MALFORMED as error:
                raise JournalDamaged(Damage.MALFORMED) from error
            self.standing = self.standing.apply(entry)
            self.seq = entry.seq

    def _begin(self, head: ChainHead) -> None:
        self.ledger, self.standing = Ledger(), Standing()
        self.seq = head.seq
        self._head = head
        self._at_us = self._latest_us = 0
        self._next, self._rows = None, iter(())
        for seq in sorted(self._last_marks(head.seq)):
            for entry in self._store.read(seq - 1, 1):
                self.standing = self.standing.apply(entry)

    def _last_marks(self, seq: int) -> Iterator[int]:
        """Yield the numbers of the last events of each kind of standing up to `seq`."""
        for marks, most in self._marks:
            place = bisect_right(marks, seq)
            yield from marks[max(0, place - most) : place]

    def _peek(self) -> Entry | None:
        """Return the next entry; also one that was written since the last look."""
        if self._next is None:
            found = next(self._rows, None)
            if found is None:
                self._rows = follow(self._store.rows(self._head.seq, at_once=_AT_ONCE), self._head)
                found = next(self._rows, None)
            if found is not None:
                self._head, self._next = found
        return self._next

    def _checkpoint_before(self, at_us: int) -> int:
        """Return the number of the last Checkpoint at or before that time; 0 where there is none."""
        place = bisect_right(self._checkpoints, (at_us, self._store.head.seq))
        return self._checkpoints[place - 1][1] if place else 0

    def _head_before(self, seq: int) -> ChainHead:
        row = next(self._store.rows(seq - 1, at_once=1))
        return row.before

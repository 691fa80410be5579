"""Whether the console itself can see: a stalled loop, a wall clock that jumped, anchors that are silent."""

from collections.abc import Callable
from dataclasses import dataclass

from gbdt_console.core.clock import Clock
from gbdt_console.core.events import BlindnessBegan, BlindnessEnded, ClockJumped, Event
from gbdt_console.core.snapshot import Blindness
from gbdt_console.engine.monitoring.ping_monitor import PingMonitor

STALL_S = 1.0
JUMP_S = 1.0
_OVERDUE = 1.5


@dataclass(slots=True)
class _Blind:
    reason: Blindness
    since_s: float


class SelfMonitor:
    """Call `look` several times a second; a long time between two calls is itself the finding. What is found
    is recorded and told to `on_event`."""

    def __init__(self, watch: PingMonitor, clock: Clock, record: Callable[[Event], object]) -> None:
        self._watch = watch
        self._clock = clock
        self._write = record
        self.on_event: Callable[[Event], None] = lambda event: None
        self._polled_s = clock.monotonic()
        self._offset_s = clock.utc() - clock.monotonic()
        self._blind: _Blind | None = None

    @property
    def blind(self) -> Blindness | None:
        """Why nothing can be said about the sites now; None while the console sees."""
        return self._blind.reason if self._blind else None

    def is_doubtful(self, period_s: float) -> bool:
        """Whether the console is blind or may be: the anchors, asked every `period_s`, owe an answer."""
        now_s = self._clock.monotonic()
        return self._blind is not None or now_s - self._watch.anchors_answered_s(now_s) > _OVERDUE * period_s

    def poll(self) -> None:
        """Compare both clocks with the last look, then ask the anchors."""
        now_s = self._clock.monotonic()
        gap_s, self._polled_s = now_s - self._polled_s, now_s
        self._check_clocks(now_s)
        if gap_s > STALL_S:
            self._record_stall(gap_s)
        self._check_anchors(now_s)

    def _check_clocks(self, now_s: float) -> None:
        offset_s = self._clock.utc() - now_s
        moved_s = offset_s - self._offset_s
        self._offset_s = offset_s
        if abs(moved_s) > JUMP_S:
            self._record(ClockJumped(round(moved_s, 3)))

    def _record_stall(self, gap_s: float) -> None:
        """What was under way says nothing; nobody's silence is counted over the gap."""
        self._watch.blind()
        if self._blind is None:
            self._watch.see()
        began_utc = self._clock.utc() - gap_s
        self._record(BlindnessBegan(Blindness.STALL, began_utc))
        self._record(BlindnessEnded(Blindness.STALL, round(gap_s, 3)))

    def _check_anchors(self, now_s: float) -> None:
        is_silent = self._watch.are_anchors_silent()
        if is_silent and self._blind is None:
            since_s = self._watch.anchors_answered_s(now_s)
            self._blind = _Blind(Blindness.ANCHORS, since_s)
            self._watch.blind()
            self._record(BlindnessBegan(Blindness.ANCHORS, self._clock.utc() - (now_s - since_s)))
        elif not is_silent and self._blind is not None:
            self._watch.see()
            self._record(BlindnessEnded(self._blind.reason, round(now_s - self._blind.since_s, 3)))
            self._blind = None

    def _record(self, event: Event) -> None:
        self._write(event)
        self.on_event(event)

"""Detects when the console itself is blind or its clock jumped: stalls, clock jumps, silent anchors."""

from collections.abc import Callable

from gbdt_console.core.clock import Clock
from gbdt_console.core.events import BlindnessBegan, BlindnessEnded, ClockJumped, Event
from gbdt_console.core.monitoring.blindness import Blindness
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.engine.monitoring.ping_monitor import PingMonitor

STALL_S = 1.0
"""A longer gap between two polls is a stall: the loop was blocked."""
_SHORT_STALL_S = 3.0
"""After a longer stall nothing of before counts, in seconds. After a shorter one, until which probes came
back, all that was lost counts: a machine that is always late would never call a line lost."""

JUMP_S = 1.0
"""The wall clock jumped if it moved more than this against the monotonic clock (seconds)."""

_OVERDUE = 1.5
"""The anchors' answer is overdue after this many of their probe intervals."""


@dataclass(slots=True)
class _Blind:
    reason: Blindness
    since_s: float


class SelfMonitor:
    """Compares clocks and anchors. Call `poll` several times a second: a long gap is itself a finding.

    on_event: called with each event after it was recorded; set before the first `poll`.
    """

    def __init__(self, pings: PingMonitor, clock: Clock, record: Callable[[Event], object]) -> None:
        self._pings = pings
        self._clock = clock
        self._write = record
        self.on_event: Callable[[Event], None] = lambda event: None
        self._polled_s = clock.monotonic()
        self._offset_s = clock.utc() - clock.monotonic()
        self._blind: _Blind | None = None

    @property
    def blind(self) -> Blindness | None:
        """Return why the console is blind now; None while it is not."""
        return self._blind.reason if self._blind else None

    def is_doubtful(self, period_s: float) -> bool:
        """Whether the console is blind, or its anchors' answer is overdue.

        period_s: the anchors' probe interval, seconds.
        """
        now_s = self._clock.monotonic()
        return self._blind is not None or now_s - self._pings.anchors_answered_s(now_s) > _OVERDUE * period_s

    def poll(self) -> None:
        """Compare both clocks with the last poll, then judge the anchors."""
        now_s = self._clock.monotonic()
        gap_s, self._polled_s = now_s - self._polled_s, now_s
        self._check_clocks(now_s)
        if gap_s > _SHORT_STALL_S or (gap_s > STALL_S and not self._pings.has_seen_since(now_s - gap_s)):
            self._record_stall(gap_s)
        self._check_anchors(now_s)

    def notice_stall(self) -> None:
        """Poll now if the loop was blocked, before any probe is sent that the poll would drop."""
        if self._clock.monotonic() - self._polled_s > STALL_S:
            self.poll()

    def _check_clocks(self, now_s: float) -> None:
        offset_s = self._clock.utc() - now_s
        moved_s = offset_s - self._offset_s
        self._offset_s = offset_s
        if abs(moved_s) > JUMP_S:
            self._record(ClockJumped(round(moved_s, 3)))

    def _record_stall(self, gap_s: float) -> None:
        """Drop the probes under way, and count no silence over the gap."""
        self._pings.stalled()
        began_utc = self._clock.utc() - gap_s
        self._record(BlindnessBegan(Blindness.STALL, began_utc))
        self._record(BlindnessEnded(Blindness.STALL, round(gap_s, 3)))

    def _check_anchors(self, now_s: float) -> None:
        is_silent = self._pings.are_anchors_silent()
        if is_silent and self._blind is None:
            since_s = self._pings.anchors_answered_s(now_s)
            self._blind = _Blind(Blindness.ANCHORS, since_s)
            self._pings.blind()
            self._record(BlindnessBegan(Blindness.ANCHORS, self._clock.utc() - (now_s - since_s)))
        elif not is_silent and self._blind is not None:
            self._pings.see()
            self._record(BlindnessEnded(self._blind.reason, round(now_s - self._blind.since_s, 3)))
            self._blind = None

    def _record(self, event: Event) -> None:
        self._write(event)
        self.on_event(event)

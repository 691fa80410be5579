"""A line that is probed as the engine does it, in time of its own: no loop, no transport."""

from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

from gbdt_console.core.monitoring.detector import Detector, Outcome, StateChange
from tests.support.monitoring.echo_in_time import outcomes_of

Fate = Callable[[float], float | None]
"""Gives the round trip of a probe by when it is sent, seconds; None where it is lost."""

Step = Callable[[float, float, Outcome, float | None, bool], StateChange | None]

REGULAR_S = 1.0


@dataclass
class ProbedLine:
    """Sends a probe a second, and quick ones while the detector is in doubt.

    detector: the detector that is asked for time-outs and doubts.
    fate: what becomes of a probe.
    now_s: the time.
    step: takes each outcome; the detector's own by default.
    """

    detector: Detector
    fate: Fate
    now_s: float = 0.0
    step: Step | None = None
    changes: list[StateChange] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._take = self.step or self.detector.step
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = count()
        self._quick_due_s: float | None = None

    @property
    def is_calm(self) -> bool:
        """Whether no probe is under way and nothing is in doubt."""
        return not self._events and not self.detector.is_in_doubt

    def begin(self, first_s: float) -> None:
        """Probe every second from `first_s` on."""
        self._at(first_s, self._regular)

    def run(self, until_s: float) -> None:
        """Let time pass until `until_s`."""
        while self._events and self._events[0][0] <= until_s:
            self.now_s, _, work = heappop(self._events)
            work()

    def run_until_calm(self, first_s: float) -> None:
        """Probe every second from `first_s` on, until nothing is in doubt."""
        regular_s = first_s
        while True:
            while self._events and self._events[0][0] < regular_s:
                self.now_s, _, work = heappop(self._events)
                work()
            if regular_s > first_s and self.is_calm:
                return
            self.now_s = regular_s
            self._send(is_quick=False)
            regular_s += REGULAR_S

    def _regular(self) -> None:
        self._at(self.now_s + REGULAR_S, self._regular)
        self._send(is_quick=False)

    def _quick(self) -> None:
        self._quick_due_s = None
        if self.detector.is_in_doubt:
            self._send(is_quick=True)
            self._quick_at(self.now_s + self.detector.rules.quick_interval_s)

    def _quick_at(self, due_s: float) -> None:
        self._quick_due_s = due_s
        self._at(due_s, self._quick)

    def _send(self, *, is_quick: bool) -> None:
        for after_s, outcome, rtt_ms in outcomes_of(self.fate(self.now_s), self.detector.overdue_s):
            self._ends(self.now_s, after_s, outcome, rtt_ms, is_quick)

    def _ends(
        self, sent_s: float, after_s: float, outcome: Outcome, rtt_ms: float | None, is_quick: bool
    ) -> None:
        def known() -> None:
            change = self._take(sent_s, self.now_s, outcome, rtt_ms, is_quick)
            if change is not None:
                self.changes.append(change)
            if self.detector.is_in_doubt and self._quick_due_s is None:
                self._quick_at(self.now_s)

        self._at(sent_s + after_s, known)

    def _at(self, at_s: float, work: Callable[[], None]) -> None:
        heappush(self._events, (at_s, next(self._numbers), work))

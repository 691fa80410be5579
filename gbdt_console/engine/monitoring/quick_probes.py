"""Says which targets are probed beside the usual probes: each every quarter second, all within a budget."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from math import inf

from gbdt_console.core.monitoring.detector import Detector

_BURST_S = 0.1
"""Limits what is saved while nobody is in doubt, in seconds of the budget."""


class QuickProbes:
    """Holds the targets that need quick probes in the order of their next one.

    It is empty, and costs nothing, while nobody does.
    """

    def __init__(
        self, detectors: Sequence[Detector], per_s: float, does_need: Callable[[Detector], bool]
    ) -> None:
        """Start empty.

        detectors: the detector of each target.
        per_s: the budget of all targets together, probes a second.
        does_need: tells by its detector whether a target still needs quick probes.
        """
        self._detectors = detectors
        self._does_need = does_need
        self._per_s = per_s
        self._tokens = self._most = max(1.0, per_s * _BURST_S)
        self._counted_s = 0.0
        self._first: deque[int] = deque()
        self._queue: deque[tuple[float, int]] = deque()
        self._held: set[int] = set()

    def __bool__(self) -> bool:
        return bool(self._held)

    @property
    def due_s(self) -> float:
        """When to probe again, monotonic seconds, as far as the budget has a probe then."""
        if self._first:
            return -inf
        return self._queue[0][0] if self._queue else inf

    def add(self, item: int) -> None:
        """Probe a target at once, then again and again while it needs that."""
        if item not in self._held:
            self._held.add(item)
            self._first.append(item)

    def due(self, now_s: float) -> Iterator[int]:
        """Yield the targets to probe now, those that came first.

        A target that the budget has no probe for waits in its place.
        """
        self._tokens = min(self._most, self._tokens + (now_s - self._counted_s) * self._per_s)
        self._counted_s = now_s
        while self._tokens >= 1.0:
            found = self._next(now_s)
            if found is None:
                return
            due_s, item = found
            if not self._does_need(self._detectors[item]):
                self._held.discard(item)
                continue
            self._tokens -= 1.0
            interval_s = self._detectors[item].rules.quick_interval_s
            self._queue.append((max(due_s + interval_s, now_s), item))
            yield item

    def clear(self) -> None:
        self._first.clear()
        self._queue.clear()
        self._held.clear()

    def _next(self, now_s: float) -> tuple[float, int] | None:
        """Return the next target with the time it was due at."""
        if self._first:
            return now_s, self._first.popleft()
        if self._queue and self._queue[0][0] <= now_s:
            return self._queue.popleft()
        return None

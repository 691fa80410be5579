"""Probes the lines of the few sites that matter most now five times a second, and tells their silence.

Its probes are none of the contract, and none of detection: they change no state, no outage and no sample.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from math import inf

from gbdt_console.core.quick_dataclass import dataclass

_EVERY_S = 0.2
SILENT_AFTER_S = 1.4
"""A silence is told from here on, in seconds: shorter cuts are over before anybody could act."""
_LEAST_UNANSWERED = 4
"""Probes without an answer that a silence needs: where the engine did not ask, nobody was silent."""


@dataclass(slots=True)
class WatchedLine:
    """One watched line.

    heard_s: when it last answered, monotonic seconds; None before the first answer since it is watched
    asked: probes since then
    """

    heard_s: float | None = None
    asked: int = 0

    def is_silent(self, now_s: float) -> bool:
        if self.heard_s is None or self.asked < _LEAST_UNANSWERED:
            return False
        return now_s - self.heard_s >= SILENT_AFTER_S


class CloseWatch:
    """Tells when a watched line falls silent.

    lines: the watched lines by the index of their target
    on_news: called when a silence begins or ends
    due_s: when to probe again, monotonic seconds
    is_used: whether it ever sent probes, which may still be under way
    """

    def __init__(self) -> None:
        self.on_news: Callable[[], None] = lambda: None
        self.lines: dict[int, WatchedLine] = {}
        self._told: set[int] = set()
        self.due_s = inf
        self.is_used = False

    def watch(self, items: Collection[int], now_s: float) -> None:
        """Watch these lines from now on and no others."""
        if items == self.lines.keys():
            return
        self.lines = {item: self.lines.get(item) or WatchedLine() for item in items}
        self._told &= self.lines.keys()
        self.due_s, self.is_used = min(self.due_s, now_s) if self.lines else inf, True

    def move(self, moved: Mapping[int, int]) -> None:
        """Number the lines anew and watch those that are left out no more."""
        self.lines = {moved[item]: line for item, line in self.lines.items() if item in moved}
        self._told = {moved[item] for item in self._told if item in moved}
        self.due_s = self.due_s if self.lines else inf

    def due(self, now_s: float) -> Iterator[int]:
        """Yield the lines to probe now."""
        if now_s < self.due_s:
            return
        self.due_s = now_s + _EVERY_S
        for item, line in self.lines.items():
            line.asked += 1
            yield item
        if self._told != (silent := {item for item, line in self.lines.items() if line.is_silent(now_s)}):
            self._told = silent
            self.on_news()

    def heard(self, item: int, at_s: float) -> None:
        """Take an answer of a watched line, to any probe, at monotonic seconds."""
        line = self.lines[item]
        if line.heard_s is None or at_s > line.heard_s:
            line.heard_s, line.asked = at_s, 0
        if item in self._told and not line.is_silent(at_s):
            self._told.discard(item)
            self.on_news()

    def forget(self) -> None:
        """Forget what was heard, after the console itself saw nothing for a time."""
        self.lines = {item: WatchedLine() for item in self.lines}
        self._told.clear()

    def silences(self) -> dict[int, float]:
        """Return since when the silent lines have not answered, monotonic seconds."""
        heard = {item: self.lines[item].heard_s for item in self._told}
        return {item: since_s for item, since_s in heard.items() if since_s is not None}

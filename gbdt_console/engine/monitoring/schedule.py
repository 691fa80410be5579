"""Says which items are due: a heap of times with the items of each, which does not burst after a pause."""

from collections.abc import Callable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from math import inf

_TOGETHER_S, _TOGETHER_MOST_S, _TOGETHER = 0.1, 0.5, 64
"""What is spread goes out in groups at least so far apart, in seconds, and at most so far, where a group
would have fewer items: 200 lines one by one wake the engine fifty times a second, at twice the cost."""
_AT_START_S = 0.02
"""The same for the first round, which is short; items of one time and one period stay together for good, and
need one place in the heap."""


class Schedule:
    """Holds the next time of each item, in monotonic seconds."""

    def __init__(
        self, count: int, period_of: Callable[[int], float], on_earlier: Callable[[], None] = lambda: None
    ) -> None:
        """Start with nothing scheduled.

        count: the number of items; an item is an index below it.
        period_of: gives the seconds until an item's next time, each time that it was due.
        on_earlier: called when an item comes before all others.
        """
        self._period_of = period_of
        self._on_earlier = on_earlier
        self._next_s = [0.0] * count
        self._times: list[float] = []
        self._items_at: dict[float, list[int]] = {}

    @property
    def due_s(self) -> float:
        """When to look again, monotonic seconds; no item is due before."""
        return self._times[0] if self._times else inf

    def start(self, now_s: float, spread_s: float, order: Sequence[int] | None = None) -> None:
        """Schedule all items once within `spread_s` seconds, in `order`.

        The spread keeps their phases apart.
        """
        count = max(1, len(self._next_s))
        together = max(1, int(_AT_START_S * count / spread_s)) if spread_s else count
        for place, item in enumerate(order or range(len(self._next_s))):
            self._next_s[item] = now_s + spread_s * (place - place % together) / count
        self._begin()

    def due(self, now_s: float) -> list[int]:
        """Return the items that are due, each once. A missed time is not made up for."""
        times, next_s, found = self._times, self._next_s, []
        while times and times[0] <= now_s:
            due_s = heappop(times)
            for item in self._items_at.pop(due_s):
                if due_s != next_s[item]:
                    continue
                period_s = self._period_of(item)
                again_s = due_s + period_s
                if again_s <= now_s:  # keep its phase: all that waited together would burst again and again
                    again_s = now_s + period_s - (now_s - due_s) % period_s
                next_s[item] = again_s
                self._put(again_s, item)
                found.append(item)
        return found

    def spread(self, now_s: float, items: Sequence[int], period_s: float, *, is_longer: bool) -> None:
        """Spread these items over `period_s`, their usual period, since it changed; a group has one time.

        None is due now: it may have been asked just before.

        is_longer: whether it became longer; else what comes within its period stays as it is.
        """
        count = len(items)
        together_s = min(max(_TOGETHER_S, _TOGETHER * period_s / max(1, count)), _TOGETHER_MOST_S)
        for place, item in enumerate(items):
            own_s = min(period_s, self._period_of(item))
            if is_longer or self._next_s[item] > now_s + own_s:
                self._next_s[item] = now_s + together_s * (own_s * place / count // together_s + 1)
        self._begin()

    def continue_from(self, before: "Schedule", moved: Mapping[int, int], now_s: float) -> None:
        """Keep the next times of the items that stay; the others are due now.

        moved: the number here of each item that stays, by its number before.
        """
        self._next_s = [now_s] * len(self._next_s)
        for item, place in moved.items():
            self._next_s[place] = before._next_s[item]
        self._begin()

    def schedule_by(self, item: int, due_s: float) -> None:
        """Schedule the item no later than `due_s`. An earlier time that it has stays."""
        if due_s < self._next_s[item]:
            self.schedule_at(item, due_s)

    def schedule_at(self, item: int, due_s: float) -> None:
        is_earlier = due_s < self.due_s
        self._next_s[item] = due_s
        self._put(due_s, item)
        if is_earlier:
            self._on_earlier()

    def _begin(self) -> None:
        """Put all items at their next times."""
        self._items_at = {}
        for item, due_s in enumerate(self._next_s):
            self._items_at.setdefault(due_s, []).append(item)
        self._times = list(self._items_at)
        heapify(self._times)

    def _put(self, due_s: float, item: int) -> None:
        items = self._items_at.get(due_s)
        if items is None:
            self._items_at[due_s] = [item]
            heappush(self._times, due_s)
        else:
            items.append(item)

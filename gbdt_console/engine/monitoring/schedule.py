"""Says which items are due: a heap of next times that does not burst after a pause."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from math import inf

_TOGETHER_S = 0.1
"""What is spread goes out in groups so far apart, in seconds: 200 lines one by one wake the engine fifty
times a second for good, at twice the cost."""


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
        self._heap: list[tuple[float, int]] = []

    @property
    def due_s(self) -> float:
        """When to look again, monotonic seconds; no item is due before."""
        return self._heap[0][0] if self._heap else inf

    def start(self, now_s: float, spread_s: float, order: Sequence[int] | None = None) -> None:
        """Schedule all items once within `spread_s` seconds, in `order`.

        The spread keeps their phases apart.
        """
        step_s = spread_s / max(1, len(self._next_s))
        for place, item in enumerate(order or range(len(self._next_s))):
            self._next_s[item] = now_s + step_s * place
        self._heap = [(due_s, item) for item, due_s in enumerate(self._next_s)]
        heapify(self._heap)

    def due(self, now_s: float) -> Iterator[int]:
        """Yield the items that are due, each once. A missed time is not made up for."""
        heap, next_s = self._heap, self._next_s
        while heap and heap[0][0] <= now_s:
            due_s, item = heappop(heap)
            if due_s != next_s[item]:
                continue
            period_s = self._period_of(item)
            again_s = due_s + period_s
            if again_s <= now_s:  # keep its phase: all that waited together would burst again and again
                again_s = now_s + period_s - (now_s - due_s) % period_s
            next_s[item] = again_s
            heappush(heap, (again_s, item))
            yield item

    def spread(self, now_s: float) -> None:
        """Spread all items over their own periods, since these became longer; a group has one time."""
        count = max(1, len(self._next_s))
        steps = (self._period_of(i) * i / count // _TOGETHER_S for i in range(len(self._next_s)))
        self._next_s = [now_s + _TOGETHER_S * step for step in steps]
        self._heap = [(due_s, item) for item, due_s in enumerate(self._next_s)]
        heapify(self._heap)

    def continue_from(self, before: "Schedule", moved: Mapping[int, int], now_s: float) -> None:
        """Keep the next times of the items that stay; the others are due now.

        moved: the number here of each item that stays, by its number before.
        """
        self._next_s = [now_s] * len(self._next_s)
        for item, place in moved.items():
            self._next_s[place] = before._next_s[item]
        self._heap = [(due_s, item) for item, due_s in enumerate(self._next_s)]
        heapify(self._heap)

    def schedule_by(self, item: int, due_s: float) -> None:
        """Schedule the item no later than `due_s`. An earlier time that it has stays."""
        if due_s < self._next_s[item]:
            self.schedule_at(item, due_s)

    def schedule_at(self, item: int, due_s: float) -> None:
        is_earlier = due_s < self.due_s
        self._next_s[item] = due_s
        heappush(self._heap, (due_s, item))
        if is_earlier:
            self._on_earlier()

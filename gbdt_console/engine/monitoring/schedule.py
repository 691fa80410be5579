"""Who is due: a heap of next times that can be hurried and never bursts after a pause."""

from collections.abc import Callable, Iterator, Sequence
from heapq import heapify, heappop, heappush


class Schedule:
    """Items are indexes. `period_of(item)` is asked each time the item was due."""

    def __init__(self, count: int, period_of: Callable[[int], float]) -> None:
        self._period_of = period_of
        self._next_s = [0.0] * count
        self._heap: list[tuple[float, int]] = []

    def start(self, now_s: float, spread_s: float, order: Sequence[int] | None = None) -> None:
        """All items once within `spread_s`, in `order`, so that their phases differ for ever after."""
        step_s = spread_s / max(1, len(self._next_s))
        for place, item in enumerate(order or range(len(self._next_s))):
            self._next_s[item] = now_s + step_s * place
        self._heap = [(due_s, item) for item, due_s in enumerate(self._next_s)]
        heapify(self._heap)

    def due(self, now_s: float) -> Iterator[int]:
        """The items whose time has come, each once; a missed turn is not caught up."""
        heap, next_s = self._heap, self._next_s
        while heap and heap[0][0] <= now_s:
            due_s, item = heappop(heap)
            if due_s != next_s[item]:
                continue
            again_s = due_s + self._period_of(item)
            if again_s <= now_s:
                again_s = now_s + self._period_of(item)
            next_s[item] = again_s
            heappush(heap, (again_s, item))
            yield item

    def schedule_by(self, item: int, due_s: float) -> None:
        """Bring the item forward to `due_s`; a later time than it has changes nothing."""
        if due_s < self._next_s[item]:
            self._next_s[item] = due_s
            heappush(self._heap, (due_s, item))

    def schedule_at(self, item: int, due_s: float) -> None:
        """Put the item off until `due_s`."""
        self._next_s[item] = due_s
        heappush(self._heap, (due_s, item))

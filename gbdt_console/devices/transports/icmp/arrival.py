"""When a packet arrived, in monotonic time, from the kernel's wall-clock stamp on it.

Without the stamp a busy event loop would be in every round trip (10 ms of it in the trial that chose this).
"""

from gbdt_console.core.clock import Clock

_CLOCKS_AGREE_S = 0.001


class Arrivals:
    """Believes a stamp only while both clocks moved together since the socket was last empty.

    A slewed clock moves both alike; a step of the wall clock moves one, and then the moment of reading
    stands in for the moment of arrival until the socket is empty again.
    """

    __slots__ = ("_clock", "_emptied_s", "_is_steady", "_offset_s", "now_s")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.now_s = clock.monotonic()
        self._offset_s = clock.utc() - self.now_s
        self._emptied_s = self.now_s
        self._is_steady = True

    def look(self) -> None:
        """Read both clocks; call it before reading packets."""
        self.now_s = self._clock.monotonic()
        offset_s = self._clock.utc() - self.now_s
        if abs(offset_s - self._offset_s) > _CLOCKS_AGREE_S:
            self._is_steady = False
        self._offset_s = offset_s

    def emptied(self) -> None:
        """Nothing is left to read: what comes next arrives after the last look."""
        self._emptied_s = self.now_s
        self._is_steady = True

    def moment(self, stamp_s: float) -> float:
        """The monotonic second of arrival of a packet stamped `stamp_s` (seconds since the epoch)."""
        arrived_s = stamp_s - self._offset_s
        if arrived_s > self.now_s:
            self.look()
            arrived_s = stamp_s - self._offset_s
        if self._is_steady and arrived_s >= self._emptied_s:
            return min(arrived_s, self.now_s)
        return self.now_s

"""Turns the kernel's stamp on a packet into monotonic time.

Without the stamp, the delay of a busy event loop would count in every round trip (10 ms in the trial of
docs/decisions/0006-icmp.md).
"""

from gbdt_console.core.clock import Clock

_CLOCKS_AGREE_S = 0.001
"""Limits how far the two clocks may drift apart between two readings, in seconds; more is a clock step."""


class ArrivalClock:
    """Believes a stamp while both clocks moved alike.

    They are compared from the last time that the socket was empty.

    A step of the wall clock moves one clock only; until the socket is empty again, the time of reading then
    replaces the time of arrival.
    """

    __slots__ = ("_clock", "_emptied_s", "_is_steady", "_offset_s", "now_s")

    def __init__(self, clock: Clock) -> None:
        """Read both clocks of an empty socket."""
        self._clock = clock
        self.now_s = clock.monotonic()
        self._offset_s = clock.utc() - self.now_s
        self._emptied_s = self.now_s
        self._is_steady = True

    def read_clocks(self) -> None:
        """Read both clocks; called before packets are read."""
        self.now_s = self._clock.monotonic()
        offset_s = self._clock.utc() - self.now_s
        if abs(offset_s - self._offset_s) > _CLOCKS_AGREE_S:
            self._is_steady = False
        self._offset_s = offset_s

    def mark_empty(self) -> None:
        """Note that the socket is empty. Later packets arrive after the last reading of the clocks."""
        self._emptied_s = self.now_s
        self._is_steady = True

    def arrival_s(self, stamp_s: float) -> float:
        """Return a packet's monotonic time of arrival. `stamp_s` is the stamp in seconds since the epoch."""
        arrived_s = stamp_s - self._offset_s
        if arrived_s > self.now_s:
            self.read_clocks()
            arrived_s = stamp_s - self._offset_s
        if self._is_steady and arrived_s >= self._emptied_s:
            return min(arrived_s, self.now_s)
        return self.now_s

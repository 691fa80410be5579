"""One direction of a TCP connection over a simulated line: delays bytes, keeps their order, loses none."""

import asyncio
from collections.abc import Callable

from gbdt_console.simulator.world.world_clock import CallLater

Trip = Callable[[], float | None]
"""Returns the seconds that a packet takes in this direction now; None when it is lost."""


_RETRY_S = 0.3
"""World seconds between two attempts over a line that loses packets, as TCP retransmits."""


class DelayedLink:
    """Delivers bytes after a trip; while the line carries nothing they wait."""

    def __init__(self, trip_s: Trip, call_later: CallLater, deliver: Callable[[bytes], None]) -> None:
        """Make a link.

        trip_s: draws the trip of the next packet
        call_later: schedules a retry in the world's time
        """
        self._trip_s = trip_s
        self._call_later = call_later
        self._deliver = deliver
        self._under_way = b""
        self._is_sent = False

    def put(self, data: bytes) -> None:
        """Send bytes behind those under way."""
        self._under_way += data
        if not self._is_sent:
            self._send()

    def close(self) -> None:
        """Drop what is under way, for good."""
        self._under_way = b""
        self._deliver = _discard

    def _send(self) -> None:
        trip_s = self._trip_s()
        self._is_sent = True
        if trip_s is None:
            self._call_later(_RETRY_S, self._send)
        elif trip_s:
            asyncio.get_running_loop().call_later(trip_s, self._arrive)
        else:
            self._arrive()

    def _arrive(self) -> None:
        self._is_sent = False
        data, self._under_way = self._under_way, b""
        if data:
            self._deliver(data)


def _discard(_: bytes) -> None:
    return

"""One way of a TCP connection over a simulated line: nothing overtakes, and nothing is lost for good."""

import asyncio
from collections.abc import Callable

Trip = Callable[[], float | None]
"""Seconds that a packet takes this way now; None when it is lost."""

Later = Callable[[float, Callable[[], None]], object]
_SENT_AGAIN_S = 0.3


class DelayedLink:
    """What is put in comes out by `deliver` after a trip. While the line carries nothing it waits, as TCP
    sends it again; `later` waits in the world's time."""

    def __init__(self, trip_s: Trip, later: Later, deliver: Callable[[bytes], None]) -> None:
        self._trip_s = trip_s
        self._later = later
        self._deliver = deliver
        self._under_way = b""
        self._is_sent = False

    def put(self, data: bytes) -> None:
        self._under_way += data
        if not self._is_sent:
            self._send()

    def close(self) -> None:
        """What is under way never arrives."""
        self._under_way = b""
        self._deliver = _nowhere

    def _send(self) -> None:
        trip_s = self._trip_s()
        self._is_sent = True
        if trip_s is None:
            self._later(_SENT_AGAIN_S, self._send)
        elif trip_s:
            asyncio.get_running_loop().call_later(trip_s, self._arrive)
        else:
            self._arrive()

    def _arrive(self) -> None:
        self._is_sent = False
        data, self._under_way = self._under_way, b""
        if data:
            self._deliver(data)


def _nowhere(_: bytes) -> None:
    return

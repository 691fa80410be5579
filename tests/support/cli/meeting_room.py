"""An engine with a running meeting behind its control socket, for the verbs of the conference."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gbdt_console.core.conference.view import ConferenceView
from gbdt_console.engine.hosting.engine_thread import EngineThread
from tests.support.cli.station import Station
from tests.support.conference.fake_mcu import FakeMcu

OUTSIDE = "02140009999"


class Room:
    """A running meeting chaired by site 1, with these sites in the conference."""

    def __init__(self, thread: EngineThread, mcu: FakeMcu) -> None:
        self._thread = thread
        self.mcu = mcu

    def join(self, number: str, name: str = "") -> None:
        self._thread.call(lambda: self.mcu.join(number, name))
        self.until(lambda: self._is_listed(number))

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait until it is so on the engine's loop."""
        changed = asyncio.Event()

        async def wait() -> None:
            leave = self._thread.engine.publisher.on_snapshot(lambda _: changed.set())
            try:
                while not condition():
                    changed.clear()
                    await changed.wait()
            finally:
                leave()

        asyncio.run_coroutine_threadsafe(wait(), self._thread.loop).result(10)

    def talk(self, number: str) -> None:
        """Somebody speaks out of turn, and the engine has noticed."""
        self._thread.call(lambda: self.mcu.talk(self.legs(number)[0]))
        self.until(lambda: bool(self._view().open_microphones))

    def see_failure(self) -> None:
        """The Snapshot tells of an order that failed, and of everything before it."""
        self.until(lambda: any(order.code for order in self._view().orders))

    def see_difference(self) -> None:
        """The Snapshot tells that another picture is on air than the wanted one."""

        def differs() -> bool:
            frame = self._thread.engine.publisher.latest.frame
            return frame is not None and any(bus.differs_since_utc is not None for bus in frame.buses)

        self.until(differs)

    def see_gone(self) -> None:
        """The Snapshot tells of a site that left, and of everything before it."""
        self.until(lambda: any(row.left for row in self._view().roster))

    def lose(self) -> None:
        """The connection to the MCU is lost, and the engine has noticed."""
        self._thread.call(self.mcu.hang)
        self.until(lambda: self._view().fault is not None)

    def is_blocked(self, *sites: int) -> list[bool]:
        return [self.mcu.is_blocked(str(2000 + number)) for number in sites]

    def legs(self, number: str) -> list[str]:
        return [leg.id for leg in self.mcu.legs.values() if leg.number == number]

    def _is_listed(self, number: str) -> bool:
        return any(row.number == number for row in self._view().roster)

    def _view(self) -> ConferenceView:
        view = self._thread.engine.publisher.latest.conference
        assert view is not None
        return view


@contextmanager
def meeting(station: Station, mcu: FakeMcu | None = None, *sites: int) -> Iterator[Room]:
    station.number_sites()
    with station.engine(used := mcu or FakeMcu()) as thread:
        room = Room(thread, used)
        started = station.run("meeting", "start", "Giao ban", "--chair", "1", "--order", "8,3")
        assert started.exit_code == 0, started.stderr
        for number in sites or (1, 3, 8):
            room.join(str(2000 + number))
        yield room

"""Puts together what watches and controls the rooms' codecs."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future

from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.floor_events import FloorPrepared
from gbdt_console.core.events import Entry, Event
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.rooms.room import RoomView
from gbdt_console.core.sites import Device, Network, Site
from gbdt_console.devices.control import Codec
from gbdt_console.engine.rooms.command_handler import RoomCommandHandler
from gbdt_console.engine.rooms.monitor import RoomMonitor

_OPENING_GAP_S = 0.1
"""Between the beginnings of two connections: the key exchange of SSH is work."""


class RoomFeature:
    """The codecs that can be controlled, by the device's id; of a site with several the first one counts."""

    def __init__(
        self,
        network: Network,
        codecs: Mapping[str, Codec],
        ledger: Ledger,
        clock: Clock,
        record: Callable[[Event, str], Future[Entry]],
        on_urgent: Callable[[], None],
    ) -> None:
        may_open = _Turnstile(clock).passed
        is_meeting: Callable[[], bool] = lambda: ledger.meeting is not None  # noqa: E731
        self._rooms = {
            site.id: RoomMonitor(
                site,
                device,
                codecs[device.id],
                clock,
                record,
                is_meeting,
                may_open,
                on_urgent,
                network.operator_name,
            )
            for site, device in _controlled(network, codecs)
        }
        self.desk = RoomCommandHandler(self._rooms, ledger)

    async def run(self) -> None:
        """Until cancelled."""
        links = [asyncio.ensure_future(room.link.run()) for room in self._rooms.values()]
        try:
            await asyncio.gather(*links, asyncio.Event().wait())
        finally:
            for link in links:
                link.cancel()
            await asyncio.gather(*links, return_exceptions=True)
            await self.desk.close()

    def take(self, entry: Entry) -> None:
        """What was recorded just now."""
        if isinstance(entry.event, FloorPrepared):
            self.desk.floor_prepared(entry.event.site, entry.actor)

    def views(self) -> tuple[RoomView, ...]:
        """In order of the sites' numbers. Unchanged views are the same object in the next Snapshot."""
        return tuple(room.view() for room in self._rooms.values())


class _Turnstile:
    """Lets one pass after the other, never two within the gap."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._next_s = 0.0

    async def passed(self) -> None:
        now_s = self._clock.monotonic()
        mine_s = max(now_s, self._next_s)
        self._next_s = mine_s + _OPENING_GAP_S
        await asyncio.sleep(mine_s - now_s)


def _controlled(network: Network, codecs: Mapping[str, Codec]) -> Iterator[tuple[Site, Device]]:
    for site in network.sites:
        device = next((device for device in site.devices if device.id in codecs), None)
        if device is not None:
            yield site, device

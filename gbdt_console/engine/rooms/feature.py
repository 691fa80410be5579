"""Show the rooms' codecs and carry out commands to them."""

import asyncio
from collections.abc import Iterator, Mapping

from gbdt_console.core.clock import Clock
from gbdt_console.core.commands import Command
from gbdt_console.core.conference.floor_events import FloorPrepared
from gbdt_console.core.events import Entry
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.rooms.commands import ROOM_COMMANDS
from gbdt_console.core.rooms.room import RoomView
from gbdt_console.core.sites import Device, DeviceKind, Site
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.devices.control import CODEC_UNREGISTERED, Codec
from gbdt_console.engine.command_request import Handler
from gbdt_console.engine.features import EngineContext, Feature, Registrations
from gbdt_console.engine.rooms.command_handler import RoomCommandHandler
from gbdt_console.engine.rooms.monitor import RoomMonitor
from gbdt_console.engine.rooms.preset_handler import PresetHandler

_OPENING_GAP_S = 0.1
"""Separates the beginnings of two connections: the key exchange of SSH costs CPU time."""


class RoomFeature(Feature, Registrations):
    """The codecs and cameras that can be controlled, the first one of each kind at a site."""

    commands = ROOM_COMMANDS

    def __init__(self, context: EngineContext) -> None:
        may_open = _Turnstile(context.clock).passed
        self._rooms: dict[str, RoomMonitor] = {}
        for site in context.network.sites:
            room: RoomMonitor | None = None
            for device in _controlled(site, context.codecs):
                room = RoomMonitor(context, site, device, context.codecs[device.id], may_open, room)
                self._rooms[site.id] = room
        self._handler = RoomCommandHandler(self._rooms, context.ledger)
        self._presets = PresetHandler(self._rooms, context)

    def handlers(self) -> Mapping[type[Command], Handler]:
        orders: dict[type[Command], Handler] = {row.command: self._handler.carry_out for row in self.commands}
        return orders | dict(self._presets.handlers())

    def _monitors(self) -> Iterator[RoomMonitor]:
        return (one for room in self._rooms.values() for one in (room, room.camera) if one is not None)

    @property
    def is_busy(self) -> bool:
        return any(monitor.is_busy for monitor in self._monitors())

    def continue_from(self, before: Feature) -> None:
        """Keep where the cameras of the same rooms were turned to."""
        was = before._rooms if isinstance(before, RoomFeature) else {}
        for site_id, room in self._rooms.items():
            if site_id in was:
                room.continue_from(was[site_id])

    def begin(self) -> None:
        for monitor in self._monitors():
            monitor.begin()

    async def run(self) -> None:
        links = [asyncio.ensure_future(monitor.link.run()) for monitor in self._monitors()]
        try:
            await asyncio.gather(*links, asyncio.Event().wait())
        finally:
            for link in links:
                link.cancel()
            await asyncio.gather(*links, return_exceptions=True)
            await self._handler.close()

    def take(self, entry: Entry) -> None:
        """Turn the camera of a site that was prepared for the floor."""
        if isinstance(entry.event, FloorPrepared):
            self._handler.floor_prepared(entry.event.site, entry.actor)

    def missing(self) -> frozenset[str]:
        return frozenset(one.site.roster_number for one in self._rooms.values() if one.is_unregistered)

    async def refusal(self, number: str) -> str:
        """Ask the codec only where it says that it is not registered; silence is no reason to refuse."""
        for one in self._rooms.values():
            if one.site.roster_number == number and one.is_unregistered:
                return CODEC_UNREGISTERED if await one.is_still_unregistered() else ""
        return ""

    def views(self) -> tuple[RoomView, ...]:
        """Return the rooms in order of the sites' numbers."""
        return tuple(room.view() for room in self._rooms.values())

    def fill(self, snapshot: Snapshot) -> Snapshot:
        return replace(snapshot, rooms=self.views())


class _Turnstile:
    """Lets one pass after the other, never two within _OPENING_GAP_S."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._next_s = 0.0

    async def passed(self) -> None:
        """Wait for the next free moment."""
        now_s = self._clock.monotonic()
        mine_s = max(now_s, self._next_s)
        self._next_s = mine_s + _OPENING_GAP_S
        await asyncio.sleep(mine_s - now_s)


def _controlled(site: Site, codecs: Mapping[str, Codec]) -> Iterator[Device]:
    """Yield the site's camera, then its codec, where they can be controlled."""
    for kind in (DeviceKind.CAMERA, DeviceKind.CODEC):
        yield from [d for d in site.devices if d.kind is kind and d.id in codecs][:1]

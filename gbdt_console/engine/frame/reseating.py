"""Bring a site that came back to the seat that it has on air."""

import asyncio
from collections.abc import Mapping
from typing import Any

from gbdt_console.core.frame.frame import Frame
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.engine.frame.device import FrameDevice

_MOST_TRIES = 3
"""Limits the orders for one source: a device that does not seat it by then is asked by a person."""


class Reseating:
    """Watches the seats of the wanted pictures at one device.

    A seat belongs to a site: with a new source, as after a rejoin, it is ordered again. A picture of one site
    alone is never ordered, and nothing is while the device shows another picture than the wanted one.
    """

    def __init__(self, device: FrameDevice[Any], ledger: Ledger) -> None:
        self._device = device
        self._ledger = ledger
        self._sources: dict[str, str] = {}
        self._is_begun = False
        self._tries: dict[str, int] = {}
        self._tasks: set[asyncio.Task[object]] = set()

    def observed(self) -> None:
        """Take the newest poll; the first one of a run orders nothing."""
        device, wanted = self._device, self._ledger[Frame].wanted
        if device.is_one_picture or not device.is_known:
            return
        seated = {bus: shot for bus, shot in wanted.items() if bus in device.buses and len(shot.seats) > 1}
        sites = {seat for shot in seated.values() for seat in shot.seats if seat}
        sources = {site_id: device.source_of(site_id) for site_id in sites}
        if not self._is_begun:
            self._is_begun, self._sources = True, sources
            return
        back = {site for site, source in sources.items() if source and source != self._sources.get(site)}
        due = {bus: shot for bus, shot in seated.items() if self._is_due(bus, shot, back)}
        shown = {site for site in back if not any(site in shot.seats for shot in due.values())}
        self._sources = {
            site: source for site, source in sources.items() if site not in back or site in shown
        }
        if due and not device.is_taking:
            self._order(due, {sources[site] for site in back - shown})

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _is_due(self, bus: Bus, shot: Shot, back: set[str]) -> bool:
        """Tell whether only sites that came back lack their seats there."""
        picture = self._device.picture(bus)
        if picture is None or picture.layout != shot.layout or len(picture.panes) < len(shot.seats):
            return False
        lacking = {
            seat
            for seat, pane in zip(shot.seats, picture.panes, strict=False)
            if seat and self._device.source_of(seat) and self._device.site_of(pane.source) != seat
        }
        return bool(lacking) and lacking <= back

    def _order(self, shots: Mapping[Bus, Shot], sources: set[str]) -> None:
        tries = max((self._tries.get(source, 0) for source in sources), default=0)
        order = self._device.planned(shots, "") if tries < _MOST_TRIES else None
        self._tries = dict.fromkeys(sources, tries + 1)
        if order is None:
            return
        order.claim()
        task: asyncio.Task[object] = asyncio.create_task(order.carry_out(lambda step: None))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

"""Put pictures on air at the MCU, by the connection of the conference."""

import asyncio
from collections.abc import Mapping

from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.state import ConferenceState
from gbdt_console.core.conference.view import OrderView
from gbdt_console.core.pictures import Bus, FrameState, Shot
from gbdt_console.devices.control import (
    ComposesPictures,
    DrivesBuses,
    ListsParticipants,
    ShowsParticipant,
)
from gbdt_console.engine.conference.monitor import ConferenceMonitor
from gbdt_console.engine.conference.on_air import frame_of
from gbdt_console.engine.conference.orders import SHOW, TAKE, McuOrder
from gbdt_console.engine.frame.device import FrameDevice

_BOTH = (Bus.BRANCHES, Bus.CHAIR)


class McuFrameDevice(FrameDevice[ConferenceState]):
    """An MCU that composes pictures, or shows one participant to all.

    The latter drives both buses with one picture, which each poll tells as the participant shown.
    """

    def __init__(
        self, monitor: ConferenceMonitor, clock: Clock, buses: tuple[Bus, ...], *, is_one_picture: bool
    ) -> None:
        self._pictures = monitor.conditions.floor.pictures
        super().__init__(monitor.link, monitor.orders, self._pictures.watch, clock, buses)
        self.is_one_picture = is_one_picture
        self._monitor = monitor

    @property
    def fresh_for_s(self) -> float:
        return self._monitor.fresh_for_s

    def frame_of(self, state: ConferenceState) -> FrameState:
        return frame_of(state)

    def site_of(self, source: str) -> str:
        return self._pictures.site_of(source)

    def source_of(self, site_id: str) -> str:
        leg = self._monitor.leg(site_id)
        return leg.id if leg is not None else ""

    def order(self, shots: Mapping[Bus, Shot], operator: str) -> McuOrder | None:
        """Make the order; a bus that the MCU does not report now, as that of an absent chair, is left out."""
        driven = self.frame.programs if self.is_known and self.frame is not None else shots
        shots = {bus: shot for bus, shot in shots.items() if bus in driven} or shots
        shot = next(iter(shots.values()))
        target = shot.seats[0] if len(shot.seats) == 1 else ""
        if not self.is_one_picture:
            pictures = self.as_pictures(shots)
            return self._monitor.make.take(pictures, target, operator) if pictures else None
        leg = self._monitor.leg(target)
        return self._monitor.make.show(leg, target, operator) if leg is not None else None

    def shown_orders(self, now_s: float) -> tuple[OrderView, ...]:
        return tuple(order for order in self._monitor.orders.shown(now_s) if order.what in (SHOW, TAKE))

    async def run(self) -> None:
        """Wait: the conference's own feature keeps the connection."""
        await asyncio.Event().wait()


def mcu_device_of(
    monitor: ConferenceMonitor, mcu: ListsParticipants, clock: Clock, mixer_buses: tuple[Bus, ...]
) -> McuFrameDevice | None:
    """Return the MCU's part in the pictures; None where it has none.

    An MCU that shows one participant to all does so to a mixer's site too: it then drives what the branches
    see, or nothing. So does one whose picture for the chair follows the branches': beside a mixer it would
    show the branches whom the chair is to see.
    """
    able = mcu.buses if isinstance(mcu, DrivesBuses) else _BOTH
    if isinstance(mcu, DrivesBuses) and mcu.follows_branches and Bus.BRANCHES in mixer_buses:
        able = ()
    free = tuple(bus for bus in able if bus not in mixer_buses)
    if isinstance(mcu, ComposesPictures):
        return McuFrameDevice(monitor, clock, free, is_one_picture=False) if free else None
    if isinstance(mcu, ShowsParticipant) and Bus.BRANCHES in free:
        return McuFrameDevice(monitor, clock, free, is_one_picture=True)
    return None

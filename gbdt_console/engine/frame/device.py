"""Define one device that puts pictures on air, as the frame's feature uses it."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Generic, TypeVar

from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.view import OrderView
from gbdt_console.core.frame.still import Still
from gbdt_console.core.pictures import Bus, FrameState, Layout, Picture, PictureOrder, Shot
from gbdt_console.devices.control import ControlError
from gbdt_console.engine.control.device_link import DeviceLink
from gbdt_console.engine.control.device_orders import DeviceOrder, DeviceOrders, PlannedOrder
from gbdt_console.engine.control.frame_watch import FrameWatch

_READ_WITHIN_S = 2.0
"""Limits how long a take waits for the device to tell its sources again."""

S = TypeVar("S")


class FrameDevice(ABC, Generic[S]):
    """Puts pictures on air, orders them, and keeps what it reports.

    A device of another kind is a subclass: it says how its polls are read and how its orders are made.

    is_one_picture: it shows one site, the same one on all its buses
    is_protected: its own connection is encrypted, the far end checked; None where the driver does not tell,
        or another part of the engine holds the connection
    gives_stills: it shows its sources itself, or was told not to
    watch: since when it shows what it shows
    """

    is_one_picture: bool = False
    is_protected: bool | None = None
    gives_stills: bool = False

    def __init__(
        self,
        link: DeviceLink[S],
        orders: DeviceOrders[S],
        watch: FrameWatch,
        clock: Clock,
        buses: tuple[Bus, ...],
    ) -> None:
        self.link = link
        self.buses = buses
        self.watch = watch
        self._orders = orders
        self._clock = clock
        self._unanswered_s = float("-inf")

    @property
    @abstractmethod
    def fresh_for_s(self) -> float:
        """Seconds for which a poll counts."""

    @abstractmethod
    def frame_of(self, state: S) -> FrameState:
        """Return the pictures in one poll."""

    @abstractmethod
    def site_of(self, source: str) -> str:
        """Return the id of the site behind a source; empty where it is no site's."""

    @abstractmethod
    def source_of(self, site_id: str) -> str:
        """Return the source of a site; empty while it has none."""

    @abstractmethod
    def order(self, shots: Mapping[Bus, Shot], operator: str) -> DeviceOrder[S] | None:
        """Make the order that puts these shots on air; None where no site of theirs has a source."""

    @abstractmethod
    def shown_orders(self, now_s: float) -> tuple[OrderView, ...]:
        """Return the orders about pictures that are under way or ended badly a moment ago."""

    @abstractmethod
    async def run(self) -> None:
        """Keep the connection until cancelled, where nothing else does."""

    def begin(self) -> None:
        """Take at once what a connection that was handed over knows, where nothing else does."""

    @property
    def is_known(self) -> bool:
        """Whether the newest poll counts: it is fresh, and the device answered when it was read again."""
        latest = self.link.latest
        if latest is None or self.link.fault is not None or latest.taken_s <= self._unanswered_s:
            return False
        return self._clock.monotonic() - latest.taken_s <= self.fresh_for_s

    async def read_again(self) -> None:
        """Read pictures and sources anew, before they are built on."""
        try:
            async with asyncio.timeout(_READ_WITHIN_S):
                await self.link.read_again()
        except (ControlError, TimeoutError):
            self._unanswered_s = self._clock.monotonic()

    @property
    def frame(self) -> FrameState | None:
        """The pictures of the newest poll, however old; None before the first."""
        latest = self.link.latest
        return self.frame_of(latest.state) if latest is not None else None

    def picture(self, bus: Bus) -> Picture | None:
        """Return what is on air there; None while that is not known."""
        frame = self.frame if self.is_known else None
        return frame.programs.get(bus) if frame is not None else None

    def full_layout(self) -> Layout | None:
        """Return the layout that shows one source alone, the largest; None where the device offers none."""
        layouts = self.frame.layouts if self.frame is not None else ()
        alone = [layout for layout in layouts if len(layout.boxes) == 1]
        return max(alone, key=lambda layout: layout.boxes[0].width * layout.boxes[0].height, default=None)

    def is_frozen(self, site_id: str) -> bool:
        """Tell whether that site's picture is known not to move."""
        source = self.source_of(site_id)
        return self.is_known and self.watch.frozen_since_s(source, self._clock.monotonic()) is not None

    def is_blank(self, site_id: str) -> bool:
        """Tell whether that site's source is known to have no picture."""
        source = self.source_of(site_id)
        return self.is_known and self.frame is not None and bool(source) and source in self.frame.blank

    def sites_on_air(self) -> tuple[str, ...]:
        """Return the sites that it shows, each once; none while that is not known."""
        pictures = filter(None, map(self.picture, self.buses))
        sites = [self.site_of(pane.source) for picture in pictures for pane in picture.panes if pane.source]
        return tuple(dict.fromkeys(filter(None, sites)))

    def stills(self, since_s: float) -> tuple[Still, ...]:
        """Return the stills of sites that it has on air, as `GivesStills.stills`."""
        return ()

    @property
    def is_taking(self) -> bool:
        return any(not order.stage.is_final for order in self.shown_orders(self._clock.monotonic()))

    def planned(self, shots: Mapping[Bus, Shot], operator: str) -> PlannedOrder[S] | None:
        """Make that order for this device's own buses, with who carries it out."""
        own = {bus: shot for bus, shot in shots.items() if bus in self.buses}
        order = self.order(own, operator) if own else None
        return self._orders.planned(order) if order is not None else None

    def as_pictures(self, shots: Mapping[Bus, Shot]) -> dict[Bus, PictureOrder]:
        """Return shots with sources in place of sites; a site without a source leaves its pane to the device.

        Empty where no site of theirs has a source.
        """
        pictures = {
            bus: PictureOrder(shot.layout, tuple(self.source_of(seat) if seat else "" for seat in shot.seats))
            for bus, shot in shots.items()
        }
        wants_site = any(seat for shot in shots.values() for seat in shot.seats)
        has_source = any(source for picture in pictures.values() for source in picture.sources)
        return pictures if has_source or not wants_site else {}

    async def follow(self, on_change: Callable[[], None]) -> None:
        """Report every poll and every loss of the connection until cancelled."""
        while True:
            with suppress(ControlError):
                await self.link.next_observation()
            on_change()

"""Put pictures on air: the one way for takes, the floor and its restoring."""

from collections.abc import Iterable, Mapping
from typing import Any

from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.events import Event
from gbdt_console.core.frame import rules
from gbdt_console.core.frame.commands import BOTH
from gbdt_console.core.frame.events import (
    FrameTaken,
    PreviewLoaded,
    TakeRefused,
    TakeUndone,
)
from gbdt_console.core.frame.frame import Frame
from gbdt_console.core.frame.rules import SiteFacts, TakeRefusal
from gbdt_console.core.pictures import Bus, Layout, Shot
from gbdt_console.engine.command_request import Refused
from gbdt_console.engine.conference.floor_plans import PictureWish, Plan, Request
from gbdt_console.engine.conference.monitor import ConferenceMonitor
from gbdt_console.engine.control.device_orders import PlannedOrder
from gbdt_console.engine.features import EngineContext
from gbdt_console.engine.frame.device import FrameDevice
from gbdt_console.engine.frame.mcu_device import mcu_device_of

Shots = Mapping[Bus, Shot]


class Pictures:
    """Judges and plans pictures by what the devices report.

    monitor: the conference; None without an MCU
    mixer: the mixer; None without one. The MCU drives the buses that it does not.
    """

    def __init__(
        self, context: EngineContext, monitor: ConferenceMonitor | None, mixer: FrameDevice[Any] | None
    ) -> None:
        self._ledger = context.ledger
        self._monitor = monitor
        self._lost_since_utc = context.alarms.lost_since_utc
        self.devices: tuple[FrameDevice[Any], ...] = () if mixer is None else (mixer,)
        if monitor is not None and context.mcu is not None:
            taken = mixer.buses if mixer is not None else ()
            mcu = mcu_device_of(monitor, context.mcu, context.clock, taken)
            self.devices += () if mcu is None else (mcu,)

    def device(self, bus: Bus) -> FrameDevice[Any] | None:
        return next((device for device in self.devices if bus in device.buses), None)

    @property
    def buses(self) -> tuple[Bus, ...]:
        """The buses that a device drives, BRANCHES first."""
        return tuple(bus for bus in Bus if self.device(bus) is not None)

    @property
    def is_one_picture(self) -> bool:
        """Whether one device shows one site to both buses."""
        return any(device.is_one_picture for device in self.devices)

    def moved_by_take(self, bus: str = "") -> tuple[Bus, ...]:
        """Return the buses that a take moves: all, or one while not linked; `bus` as in TakeFrame."""
        if self._ledger[Frame].is_linked or bus == BOTH:
            return self.buses
        return tuple(one for one in self.buses if one == bus) if bus else self.buses[:1]

    def is_of_floor(self, buses: Iterable[Bus]) -> bool:
        """Tell whether these buses have the picture that goes with the floor: linked, or the first."""
        return self._ledger[Frame].is_linked or not self.buses or self.buses[0] in buses

    def layout(self, bus: Bus, layout_id: str) -> Layout:
        """Return the layout of that id. Raises Refused where the device does not offer it."""
        device = self.device(bus)
        frame = device.frame if device is not None else None
        if (found := frame.layout(layout_id) if frame is not None else None) is None:
            raise Refused("frame.no-layout")
        return found

    def alone(self, site_id: str, buses: Iterable[Bus]) -> dict[Bus, Shot]:
        """Return the shots that show one site alone, of the buses whose device has such a layout."""
        layouts = {bus: device.full_layout() for bus in buses if (device := self.device(bus)) is not None}
        return {bus: Shot(layout.id, (site_id,)) for bus, layout in layouts.items() if layout is not None}

    def prepared(self, site_id: str, operator: str) -> list[Event]:
        """Return the events that load a site, which the next take also gives the floor."""
        shots = self.alone(site_id, self.moved_by_take())
        return [PreviewLoaded(shots, site_id, operator)]

    def put_on_air(self, wish: PictureWish, request: Request) -> Plan:
        """Plan a picture of the floor; the wanted one that is ordered again has no event.

        The floor is the order: a picture that the device refuses stays wanted, so that it is told as missing
        and can be restored.
        """
        frame, site_id = self._ledger[Frame], wish.site_id
        is_loaded = bool(site_id) and frame.floor_site_id == site_id and bool(frame.previews)
        shots = wish.shots
        if shots is None and is_loaded:
            shots = self.loaded()
        is_swap = shots is not None
        if shots is None:
            shots = self.alone(site_id, self.moved_by_take()) if site_id else {}
        if site_id and not wish.is_sure:
            self._need_picture(site_id, shots or self.moved_by_take())
        if not shots:
            return [], []
        site = site_id if wish.gives_floor else ""
        is_news = bool(site) or any(frame.wanted.get(bus) != shot for bus, shot in shots.items())
        orders = self.orders(shots, request.operator)
        return [self.taken(shots, request.name, site=site, is_swap=is_swap)] if is_news else [], orders

    def taken(self, shots: Shots, operator: str, *, site: str = "", is_swap: bool = False) -> FrameTaken:
        before = self._before(shots)
        return FrameTaken(shots, before, operator, site, is_swap)

    def loaded(self, bus: str = "") -> dict[Bus, Shot]:
        previews = self._ledger[Frame].previews
        return {one: previews[one] for one in self.moved_by_take(bus) if one in previews}

    def restoring(self, site_id: str, operator: str) -> list[PlannedOrder[Any]]:
        """Return the orders that bring back what is wanted on air, else that site.

        Raises Refused where that site has no picture.
        """
        self._need_picture(site_id, self.buses)
        wanted = {bus: shot for bus, shot in self._ledger[Frame].wanted.items() if bus in self.buses}
        return self.orders(wanted or self.alone(site_id, self.buses), operator)

    def orders(self, shots: Shots, operator: str) -> list[PlannedOrder[Any]]:
        """Return one order for each device that can show a site of its shots."""
        planned = (device.planned(shots, operator) for device in self.devices)
        return [order for order in planned if order is not None]

    def ordered(self, asked: FrameTaken | TakeUndone, operator: str) -> list[PlannedOrder[Any]]:
        """Return the orders of a take or an undo, which record where a device refuses them.

        Called before `asked` is recorded: what is wanted then comes back.
        """
        shots, found = asked.shots, []
        for device in self.devices:
            if (order := device.planned(shots, operator)) is not None:
                own = {bus: shot for bus, shot in shots.items() if bus in device.buses}
                found.append(order.with_refusal(self._refused(own, asked)))
        return found

    def _need_picture(self, site_id: str, buses: Iterable[Bus]) -> None:
        """Refuse to move the sound alone: while the picture cannot follow, or that site has none."""
        self.need_known(buses)
        if self.is_blank(site_id):
            raise Refused(TakeRefusal.BLANK)

    def need_known(self, buses: Iterable[Bus]) -> None:
        """Refuse while a device of these buses cannot be polled."""
        for bus in buses:
            device = self.device(bus)
            if device is not None and not device.is_known:
                raise Refused("frame.unknown")

    def refusals(self, shots: Shots) -> tuple[tuple[TakeRefusal, str], ...]:
        """Return what is against putting these shots on air, with the site of each reason."""
        return rules.refusals(shots.values(), self._facts)

    def has_source(self, site_id: str) -> bool:
        """Tell whether a device can show that site now."""
        return any(device.is_known and device.source_of(site_id) for device in self.devices)

    def is_blank(self, site_id: str) -> bool:
        """Tell whether the source of that site is known to have no picture."""
        return any(device.is_blank(site_id) for device in self.devices)

    def blank_sites(self) -> tuple[str, ...]:
        """Return the ids of the sites whose source is known to have no picture."""
        blank = (
            device.site_of(name)
            for device in self.devices
            if device.is_known and device.frame is not None
            for name in sorted(device.frame.blank)
        )
        return tuple(site_id for site_id in blank if site_id)

    async def read_again(self) -> None:
        """Read pictures and sources of all devices and the conference anew, before a take builds on them.

        The MCU comes last: its poll judges what the mixer shows.
        """
        for device in self.devices:
            await device.read_again()
        links = [device.link for device in self.devices]
        if self._monitor is not None and self._monitor.link not in links:
            await self._monitor.read_again()

    def is_shown(self, bus: Bus, shot: Shot, *, is_whole: bool = False) -> bool | None:
        """Tell whether that bus shows the shot; None while that is not known.

        is_whole: sites that have no source now count too
        """
        device = self.device(bus)
        picture = device.picture(bus) if device is not None else None
        if device is None or picture is None:
            return None
        return rules.is_shown(
            shot, picture, device.site_of, lambda site: is_whole or bool(device.source_of(site))
        )

    def _refused(self, shots: Shots, asked: FrameTaken | TakeUndone) -> TakeRefused:
        frame = self._ledger[Frame]
        wanted, previews = (
            {bus: of[bus] for bus in shots if bus in of} for of in (frame.wanted, frame.previews)
        )
        before = {} if isinstance(asked, TakeUndone) else asked.before
        return TakeRefused(
            shots, wanted, previews, before, frame.floor_site_id, asked.operator,
            is_undo=isinstance(asked, TakeUndone),
        )  # fmt: skip

    def _before(self, shots: Shots) -> dict[Bus, Shot]:
        """Return the pictures that an undo of this take brings back, as far as they are known."""
        found = {}
        for bus in shots:
            device, wanted = self.device(bus), self._ledger[Frame].wanted.get(bus)
            if device is None:
                continue
            is_rolling = self._ledger[Frame].rolling_s is not None
            shot = rules.shot_before(
                device.picture(bus), wanted, device.site_of, is_under_way=is_rolling or device.is_taking
            )
            if shot is not None and (any(shot.seats) or not device.is_one_picture):
                found[bus] = shot
        return found

    def rows(self, site_ids: Iterable[str]) -> dict[str, RosterRow]:
        """Return the roster's rows by site, ABSENT for one that it does not list.

        Without an MCU these are the sites whose line is lost, STALE.
        """
        if self._monitor is None:
            lost = (site_id for site_id in site_ids if self._lost_since_utc(site_id) is not None)
            return {site_id: RosterRow(site_id, RosterStatus.STALE) for site_id in lost}
        absent = {site_id: RosterRow(site_id, RosterStatus.ABSENT) for site_id in site_ids}
        return absent | {row.site_id: row for row in self._monitor.rows if row.site_id}

    def _facts(self, site_id: str) -> SiteFacts:
        """Return what is known of a site; without an MCU its line and codec tell."""
        devices = [device for device in self.devices if device.source_of(site_id)]
        is_frozen = any(device.is_frozen(site_id) for device in devices)
        is_blank = self.is_blank(site_id)
        if self._monitor is not None:
            row = next((row for row in self._monitor.rows if row.site_id == site_id), None)
            return SiteFacts(row.standing if row is not None else RosterStatus.ABSENT, is_frozen, is_blank)
        is_lost = self._lost_since_utc(site_id) is not None
        return SiteFacts(RosterStatus.STALE if is_lost else None, is_frozen, is_blank)

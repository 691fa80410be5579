"""Plan each command about pictures: events to write first, then orders to MCU and mixer."""

from collections.abc import Callable, Mapping

from gbdt_console.core.commands import Command
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.events import Event
from gbdt_console.core.frame.commands import (
    BOTH,
    LinkBuses,
    LoadPreview,
    LoadShot,
    SetPreviewLayout,
    SetSeat,
    TakeFrame,
    UndoTake,
)
from gbdt_console.core.frame.events import BusesLinked, PreviewLoaded, TakeUndone
from gbdt_console.core.frame.frame import Frame
from gbdt_console.core.frame.rules import AGAIN_S, sites_of, with_layout, with_seat
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.engine.command_request import CommandRequest, Refused
from gbdt_console.engine.conference.floor_plans import FloorPlans, Plan, Request
from gbdt_console.engine.features import EngineContext
from gbdt_console.engine.frame.pictures import Pictures
from gbdt_console.engine.frame.rolling import Rolling
from gbdt_console.engine.frame.saved_plans import SavedPlans


class FramePlans:
    """Plans from the ledger and the newest pictures; raises Refused.

    of: the plan of each command, by its class

    floor: plans the floor that a take gives; None without an MCU
    """

    def __init__(self, context: EngineContext, pictures: Pictures, floor: FloorPlans | None) -> None:
        ledger, clock, network = context.ledger, context.clock, context.network
        self.rolling = Rolling(pictures, ledger, clock, network, context.record, goes_on=context.is_reload)
        self._pictures = pictures
        self._ledger = ledger
        self._clock = clock
        self._sites = frozenset(site.id for site in network.sites)
        self._floor = floor
        self._planned_s: dict[type[Command], float] = {}
        self.of: Mapping[type[Command], Callable[[Request], Plan]] = {
            LoadPreview: self._load,
            LoadShot: self._load_shot,
            SetPreviewLayout: self._set_layout,
            SetSeat: self._set_seat,
            TakeFrame: self._take,
            UndoTake: self._undo,
            LinkBuses: self._link,
            **SavedPlans(pictures, ledger, network).of,
            **self.rolling.of,
        }

    def _load(self, request: CommandRequest[LoadPreview]) -> Plan:
        command = request.command
        buses, site_id = self._loaded_buses(command.bus), self._need_site(command.site_id)
        if command.layout:
            seats = {bus: max(1, len(self._pictures.layout(bus, command.layout).boxes)) for bus in buses}
            shots = {bus: Shot(command.layout, (site_id, *("",) * (n - 1))) for bus, n in seats.items()}
        else:
            shots = self._pictures.alone(site_id, buses)
        if not shots:
            raise Refused("frame.no-layout")
        return self._loaded(shots, request)

    def _load_shot(self, request: CommandRequest[LoadShot]) -> Plan:
        command, pictures = request.command, self._pictures
        if command.bus not in set(Bus):
            raise Refused("frame.no-bus")
        is_both = pictures.is_one_picture and command.bus == Bus.BRANCHES
        buses = self._loaded_buses("" if is_both else command.bus)
        seats = tuple(site_id and self._need_site(site_id) for site_id in command.seats)
        shots = {}
        for bus in buses:
            panes = max(1, len(pictures.layout(bus, command.layout).boxes))
            if len(seats) > panes:
                raise Refused("frame.no-seat")
            shots[bus] = Shot(command.layout, (*seats, *("",) * (panes - len(seats))))
        return self._loaded(shots, request)

    def _set_layout(self, request: CommandRequest[SetPreviewLayout]) -> Plan:
        command, previews = request.command, self._ledger[Frame].previews
        shots = {
            bus: with_layout(
                previews.get(bus), command.layout, len(self._pictures.layout(bus, command.layout).boxes)
            )
            for bus in self._loaded_buses(command.bus)
        }
        return self._changed(shots, request)

    def _set_seat(self, request: CommandRequest[SetSeat]) -> Plan:
        command, previews = request.command, self._ledger[Frame].previews
        site_id = self._need_site(command.site_id) if command.site_id else ""
        shots: dict[Bus, Shot] = {}
        for bus in self._loaded_buses(command.bus):
            if (shot := previews.get(bus)) is None:
                raise Refused("frame.nothing-loaded")
            if (seated := with_seat(shot, command.seat, site_id)) is None:
                raise Refused("frame.no-seat")
            shots[bus] = seated
        return self._changed(shots, request)

    def _take(self, request: CommandRequest[TakeFrame]) -> Plan:
        """Take the preview, or one site at once.

        A take that gives the floor does so with the picture of the preview, and without one where no device
        shows any.
        """
        command, pictures = request.command, self._pictures
        if command.site_id or command.bus or not self._ledger[Frame].floor_site_id:
            self._need_buses(command.bus)
        self._need_pause(TakeFrame)
        if command.site_id:
            site_id = self._need_site(command.site_id)
            shots, floor_site_id = pictures.alone(site_id, pictures.moved_by_take(command.bus)), ""
        else:
            is_of_floor = pictures.is_of_floor(pictures.moved_by_take(command.bus))
            shots = pictures.loaded(command.bus)
            floor_site_id = self._ledger[Frame].floor_site_id if is_of_floor else ""
        if not shots and not floor_site_id:
            raise Refused("frame.nothing-loaded")
        pictures.need_known(shots)
        is_shown = all(pictures.is_shown(bus, shot, is_whole=True) for bus, shot in shots.items())
        if is_shown and not floor_site_id:
            raise Refused("frame.on-air-already")
        if not command.is_sure and (against := pictures.refusals(shots)):
            raise Refused(against[0][0])
        if floor_site_id and self._floor is not None:
            plan = self._floor.give_to(floor_site_id, request, is_sure=command.is_sure, shots=shots)
        else:
            plan = self._picture_only(shots, request, is_swap=not command.site_id)
        self._planned_s[TakeFrame] = self._clock.monotonic()
        return plan

    def _picture_only(self, shots: Mapping[Bus, Shot], request: Request, *, is_swap: bool) -> Plan:
        taken = self._pictures.taken(shots, request.name, is_swap=is_swap)
        orders = self._pictures.ordered(taken, request.operator)
        if not orders:
            raise Refused("frame.site-absent")
        return [taken], orders

    def _undo(self, request: CommandRequest[UndoTake]) -> Plan:
        """Bring back both buses; a floor that the take gave goes back to the chair."""
        self._need_buses()
        self._need_pause(UndoTake)
        frame, floor = self._ledger[Frame], self._ledger[Floor]
        if not frame.undo:
            raise Refused("frame.nothing-to-undo")
        step = frame.undo[0]
        shots = {bus: shot for bus, shot in step.programs.items() if bus in self._pictures.buses}
        self._pictures.need_known(shots)
        if not self._pictures.orders(shots, request.operator) and sites_of(shots):
            raise Refused("frame.undo-absent")
        is_back = bool(step.gave_floor) and step.gave_floor == floor.speaker and self._floor is not None
        site = step.gave_floor if is_back else ""
        undone = TakeUndone(shots, request.name, site)
        events: list[Event] = [undone]
        orders = self._pictures.ordered(undone, request.operator)
        if is_back and self._floor is not None:
            given, blocks = self._floor.take_back(request)
            events, orders = [*events, *given], [*orders, *blocks]
        self._planned_s[UndoTake] = self._clock.monotonic()
        return events, orders

    def _link(self, request: CommandRequest[LinkBuses]) -> Plan:
        self._need_buses()
        if self._pictures.is_one_picture and not request.command.is_on:
            raise Refused("frame.one-picture")
        return [BusesLinked(request.command.is_on, request.name)], []

    def _loaded(self, shots: Mapping[Bus, Shot], request: Request) -> Plan:
        """Plan a loaded preview: it gives nobody the floor, unless that of the other bus still does."""
        site_id = "" if self._pictures.is_of_floor(shots) else self._ledger[Frame].floor_site_id
        return [PreviewLoaded(shots, site_id, request.name)], []

    def _changed(self, shots: Mapping[Bus, Shot], request: Request) -> Plan:
        """Plan a changed preview; it keeps the site that it gives the floor while its picture shows that."""
        site_id, first = self._ledger[Frame].floor_site_id, shots.get(self._pictures.buses[0])
        is_gone = first is not None and site_id not in first.seats
        return [PreviewLoaded(shots, "" if is_gone else site_id, request.name)], []

    def _loaded_buses(self, bus: str) -> tuple[Bus, ...]:
        """Return the buses whose preview is loaded; refuse where that cannot be."""
        self._need_buses(bus)
        if bus and self._pictures.is_one_picture:
            raise Refused("frame.one-picture")
        return (Bus(bus),) if bus else self._pictures.moved_by_take()

    def _need_buses(self, bus: str = "") -> None:
        """Refuse without a meeting, and without a device that drives the bus."""
        if self._ledger[MeetingsHeld].running is None:
            raise Refused("meeting.none")
        if not self._pictures.buses or (bus and bus != BOTH and bus not in self._pictures.buses):
            raise Refused("frame.no-bus" if bus else "frame.none")

    def _need_pause(self, kind: type[Command]) -> None:
        """Refuse a second take, or a second undo, within AGAIN_S of the last."""
        if self._clock.monotonic() - self._planned_s.get(kind, float("-inf")) < AGAIN_S:
            raise Refused("frame.too-soon")

    def _need_site(self, site_id: str) -> str:
        if site_id not in self._sites:
            raise Refused("meeting.site-unknown")
        return site_id

"""Plan who has the floor: the picture, the microphones, and the events of both."""

from collections.abc import Mapping
from typing import Any, Protocol

from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.commands import GiveFloor, PrepareFloor, RestoreFloor
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.floor_check import FloorFault
from gbdt_console.core.conference.floor_events import FloorGiven, FloorPrepared, SiteClosed
from gbdt_console.core.conference.roster import first_present, passed_over
from gbdt_console.core.events import Event
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.engine.command_request import CommandRequest, Refused
from gbdt_console.engine.conference.guards import ConferenceGuards
from gbdt_console.engine.conference.monitor import ConferenceMonitor
from gbdt_console.engine.control.device_orders import PlannedOrder

Plan = tuple[list[Event], list[PlannedOrder[Any]]]
Request = CommandRequest[Any]
Shots = Mapping[Bus, Shot]


@dataclass(frozen=True, slots=True)
class PictureWish:
    """A picture that belongs to a change of the floor.

    shots: its picture by bus; None leaves that to the preview, where it is loaded for the site, else shows
        the site alone
    gives_floor: the site gets the floor with it, and an undo takes that back
    is_sure: the floor moves also where the picture cannot
    """

    site_id: str
    shots: Shots | None = None
    gives_floor: bool = False
    is_sure: bool = False


class PicturePath(Protocol):
    """The one way to put a picture on air."""

    def prepared(self, site_id: str, operator: str) -> list[Event]:
        """Return the events that load a site, which the next take also gives the floor."""
        ...

    def put_on_air(self, wish: PictureWish, request: Request) -> Plan:
        """Plan a picture; one that no device can show has no order."""
        ...

    def restoring(self, site_id: str, operator: str) -> list[PlannedOrder[Any]]:
        """Return the orders that bring back what is wanted on air, else that site.

        Raises Refused where that site has no picture.
        """
        ...


class FloorPlans:
    """Plans from the ledger and the newest roster; raises Refused."""

    def __init__(
        self, monitor: ConferenceMonitor, ledger: Ledger, clock: Clock, pictures: PicturePath
    ) -> None:
        self._monitor = monitor
        self._orders = monitor.make
        self._guards = ConferenceGuards(monitor, ledger)
        self._ledger = ledger
        self._clock = clock
        self._pictures = pictures

    def prepare(self, request: CommandRequest[PrepareFloor]) -> Plan:
        self._guards.need_meeting()
        order = self._ledger[Floor].running_order
        site_id = request.command.site_id or first_present(order, self._monitor.rows)
        if not site_id:
            raise Refused("floor.nobody-there" if order else "floor.nobody-next")
        passed = passed_over(order, self._monitor.rows, site_id)
        prepared = FloorPrepared(self._guards.need_site(site_id), request.name, passed)
        return [prepared, *self._pictures.prepared(site_id, request.name)], []

    def give(self, request: CommandRequest[GiveFloor]) -> Plan:
        command = request.command
        return self.give_to(command.site_id, request, is_sure=command.is_sure)

    def give_to(self, site_id: str, request: Request, *, is_sure: bool, shots: Shots | None = None) -> Plan:
        """Give the floor with that picture; None lets the picture path choose it.

        The chair gets it back also where the picture cannot follow: that opens nobody else.
        """
        guards, floor = self._guards, self._ledger[Floor]
        guards.need_meeting()
        guards.need_called("")
        if floor.upper and site_id == floor.upper:
            raise Refused("upper.not-ours")
        if floor.upper and site_id and not is_sure:
            raise Refused("guard.upper-floor")
        speaker = "" if site_id == floor.chair else site_id
        if speaker:
            guards.need_leg(guards.need_site(speaker))
        holder = speaker or floor.chair
        guards.need_no_break(holder)
        passed = passed_over(floor.running_order, self._monitor.rows, speaker)
        given = FloorGiven(speaker, floor.speaker, self._clock.utc(), request.name, passed)
        is_news = bool(speaker != floor.speaker or (speaker and speaker == floor.prepared))
        wish = PictureWish(
            holder, shots, gives_floor=is_news and bool(speaker), is_sure=is_sure or not speaker
        )
        events, orders = self._pictures.put_on_air(wish, request)
        events += [*([given] if is_news else []), *self.reopened(holder, request.name)]
        return events, [*orders, *self._microphones(floor, speaker, request.operator)]

    def take_back(self, request: Request) -> Plan:
        """Give the floor back to the chair without picture, and open nobody."""
        floor = self._ledger[Floor]
        given = FloorGiven("", floor.speaker, self._clock.utc(), request.name)
        return [given], self._former(floor, "", request.operator)

    def reopened(self, site_id: str, operator: str) -> list[Event]:
        """Return the event that ends an operator's block of the chair or the speaker, where there is one."""
        is_closed = site_id in self._ledger[Floor].closed
        return [SiteClosed(site_id, False, operator)] if is_closed else []

    def restore(self, request: CommandRequest[RestoreFloor]) -> Plan:
        """Bring the devices back to the floor and the picture that were asked for."""
        self._guards.need_meeting()
        found = self._monitor.conditions.floor.found
        orders: list[PlannedOrder[Any]] = []
        reason = "floor.site-lost" if found else "floor.agrees"
        for one in found:
            try:
                orders += self._restoring(one.fault, one.site_id, request.operator)
            except Refused as refused:
                reason = str(refused)
        if not orders:
            raise Refused(reason)
        return [], orders

    def _restoring(self, fault: FloorFault, site_id: str, operator: str) -> list[PlannedOrder[Any]]:
        """Return the orders that mend a fault of the floor; none for a lost site."""
        if fault is FloorFault.PICTURE_OTHER:
            return self._pictures.restoring(site_id, operator)
        leg = self._monitor.leg(site_id)
        order = None if leg is None or fault.is_of_site else self._orders.unblock(leg, site_id, operator)
        return [] if order is None else [self._monitor.orders.planned(order)]

    def _microphones(self, floor: Floor, speaker: str, operator: str) -> list[PlannedOrder[Any]]:
        """Unblock the new speaker, and block the former one; an absent chair has no order."""
        holder = speaker or floor.chair
        leg = self._monitor.leg(holder)
        order = self._orders.unblock(leg, holder, operator) if leg and leg.is_blocked is not False else None
        opened = [] if order is None else [self._monitor.orders.planned(order)]
        return [*opened, *self._former(floor, speaker, operator)]

    def _former(self, floor: Floor, speaker: str, operator: str) -> list[PlannedOrder[Any]]:
        former = self._monitor.leg(floor.speaker) if floor.speaker and floor.speaker != speaker else None
        if former is None or floor.speaker == floor.chair:
            return []
        order = self._orders.block(former, floor.speaker, operator)
        return [] if order is None else [self._monitor.orders.planned(order)]

"""Watches the conference on the MCU: roster, who speaks out of turn, and that the running policy holds."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future

from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.block_policy import to_be_blocked
from gbdt_console.core.conference.departures import Departures
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.floor_events import CallerLeft
from gbdt_console.core.conference.redial import Redialer
from gbdt_console.core.conference.roster import RosterRow, RosterSite, roster
from gbdt_console.core.conference.state import ConferenceState, ControlFault, Participant
from gbdt_console.core.conference.view import ConferenceView
from gbdt_console.core.events import Entry, Event
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.sites import Network, RedialOwner
from gbdt_console.devices.control import ListsParticipants
from gbdt_console.engine.conference.block_retry import BlockRetry
from gbdt_console.engine.conference.conditions import ConferenceConditions
from gbdt_console.engine.conference.mcu_link import McuLink, McuObservation
from gbdt_console.engine.conference.orders import ConferenceOrders, McuOrder
from gbdt_console.engine.conference.out_of_turn import OutOfTurn
from gbdt_console.engine.control.device_orders import DeviceOrders
from gbdt_console.engine.control.order_codes import BLOCK, DIAL

_MEETING_PERIOD_S = 1.0
_IDLE_PERIOD_S = 5.0
_FRESH_PERIODS = 3

Reach = Callable[[str], bool | None]


class ConferenceMonitor:
    """Run `run` as a task on the engine's loop. `reach` says whether a site's line and codec are there,
    `cause` what is known to be wrong with it."""

    def __init__(
        self,
        network: Network,
        mcu: ListsParticipants,
        ledger: Ledger,
        clock: Clock,
        record: Callable[[Event, str], Future[Entry]],
        alarms: ConferenceConditions,
        reach: Reach,
        cause: Callable[[str], str],
        on_urgent: Callable[[], None],
    ) -> None:
        self._sites = [(site.id, site.conference_number) for site in network.sites if site.conference_number]
        self._known = frozenset(site.id for site in network.sites)
        self._ledger = ledger
        self._clock = clock
        self._alarms = alarms
        self._reach = reach
        self._cause = cause
        self._on_urgent = on_urgent
        self.link = McuLink(mcu, clock, self._period_s, self._looked, self._fault_changed)
        self.orders = DeviceOrders(self.link, clock, record, network.operator_name)
        self.make = ConferenceOrders(mcu)
        self.rows: tuple[RosterRow, ...] = ()
        self.departures = Departures(clock.utc)
        owned = {site.id for site in network.sites if site.redial is RedialOwner.CONSOLE}
        self._redialling = Redialer(owned & {site_id for site_id, _ in self._sites})
        self._out_of_turn = OutOfTurn(lambda at_s: clock.utc() - (clock.monotonic() - at_s))
        self._pressing = BlockRetry()
        self._tasks: set[asyncio.Task[object]] = set()
        self._fresh_for_s = 0.0
        self._record = record
        self._left: set[str] = set()

    async def run(self) -> None:
        """Until cancelled."""
        try:
            await self.link.run()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def leg(self, site_id: str) -> Participant | None:
        """The participant of a site."""
        return next((row.participant for row in self.rows if site_id and row.site_id == site_id), None)

    def number_of(self, site_id: str) -> str:
        """What a site is called at; empty where it takes no part."""
        return next((number for known, number in self._sites if known == site_id), "")

    def knows(self, site_id: str) -> bool:
        """Whether the network has that site."""
        return site_id in self._known

    def view(self) -> ConferenceView:
        """The conference as it is known now."""
        latest, now_s = self.link.latest, self._clock.monotonic()
        return ConferenceView(
            fault=self.link.fault,
            taken_s=latest.taken_s if latest else None,
            fresh_for_s=self._fresh_for_s,
            state=latest.state if latest else None,
            roster=self.rows,
            floor=self._ledger.floor,
            orders=self.orders.shown(now_s),
            open_microphones=self._out_of_turn.open_now(now_s) if self.link.fault is None else (),
        )

    def start(self, order: McuOrder) -> None:
        """Carry it out without waiting for it."""
        self.orders.claim(order)
        task: asyncio.Task[object] = asyncio.create_task(self.orders.carry_out(order))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _period_s(self) -> float:
        return _MEETING_PERIOD_S if self._ledger.meeting is not None else _IDLE_PERIOD_S

    def _looked(self, look: McuObservation) -> None:
        self._fresh_for_s = _FRESH_PERIODS * self._period_s() + 1
        floor, meeting = self._ledger.floor, self._ledger.meeting
        self.departures.set_meeting(meeting.id if meeting is not None else "")
        self.rows = self.departures.with_departures(self._roster(look.state, floor), look.state)
        self._call_again(look, floor)
        self._forget_left(look.state, floor)
        self.orders.looked(look)
        self._out_of_turn.looked(self.rows, floor, look.taken_s)
        self._alarms.looked(
            self.rows,
            self._out_of_turn.open_now(look.taken_s),
            look,
            is_meeting=self._ledger.meeting is not None,
            excused=frozenset(site_id for site_id, _ in floor.excused),
        )
        self._alarms.closed.looked(look, self._ledger.meeting)
        self._hold_policy(look.taken_s)
        self._on_urgent()

    def _call_again(self, look: McuObservation, floor: Floor) -> None:
        """Into a locked conference nobody gets, and whom the chair excused is not called."""
        is_meeting, now_s = self._ledger.meeting is not None, look.taken_s
        rows = tuple(row for row in self.rows if not floor.excuse_of(row.site_id))
        ringing = {target for what, target in self.orders.under_way if what == DIAL}
        may_call = is_meeting and look.state.is_locked is not True
        for site_id in self._redialling.due(rows, now_s, may_call=may_call, ringing=ringing):
            order = self.make.dial(self.number_of(site_id), site_id, "")
            if order is not None:
                self.start(order)
        self.rows = self._redialling.with_redials(self.rows, now_s, self._clock.utc())

    def _forget_left(self, state: ConferenceState, floor: Floor) -> None:
        """What was decided about a call leg ends with it: another may get its name."""
        decided = floor.isolated_legs | floor.admitted_legs
        left = {leg for leg in decided if state.participant(leg) is None}
        for leg in sorted(left - self._left):
            self._record(CallerLeft(leg), "")
        self._left = left

    def _roster(self, state: ConferenceState, floor: Floor) -> tuple[RosterRow, ...]:
        expected = [RosterSite(id_, number, self._reach(id_)) for id_, number in self._sites]
        causes = {id_: cause for id_, _ in self._sites if (cause := self._cause(id_))}
        return roster(state, expected, causes, floor.admits)

    def _hold_policy(self, now_s: float) -> None:
        """Close who should be closed: at once when first seen, then not more often than it can answer."""
        self._pressing.keep_only({row.participant.id for row in self.rows if row.participant is not None})
        for target, leg in to_be_blocked(self.rows, self._ledger.floor):
            is_asked = (BLOCK, target) in self.orders.under_way
            pressed = None if is_asked else self._pressing.press(leg.id, now_s)
            order = None if pressed is None else self.make.block(leg, target, "", pressed.told)
            if order is not None:
                self.start(order)

    def _fault_changed(self, fault: ControlFault | None) -> None:
        self._alarms.fault_changed(fault)
        self._on_urgent()

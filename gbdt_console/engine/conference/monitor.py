"""Watch the conference on the MCU and enforce the blocking policy."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace

from gbdt_console.core.conference.attendance import Attendance, ConferenceUntold
from gbdt_console.core.conference.block_policy import to_be_blocked
from gbdt_console.core.conference.call_measured import CallMeter
from gbdt_console.core.conference.call_quality import CallQuality, QualityWatch
from gbdt_console.core.conference.departures import Departures
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.floor_check import OnAir
from gbdt_console.core.conference.floor_events import CallerLeft, OpenedOutside
from gbdt_console.core.conference.redial import Redialer, RedialOwner
from gbdt_console.core.conference.roster import RosterRow, roster
from gbdt_console.core.conference.state import ConferenceState, ControlFault, Participant
from gbdt_console.core.conference.view import ConferenceView
from gbdt_console.core.events import Entry
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.profiles.profile import ProfileSite
from gbdt_console.core.profiles.site_calls import SiteCalls
from gbdt_console.core.resource_ids import MCU, of_conference
from gbdt_console.devices.control import RINGS, ControlError, ListsParticipants, TellsProtection
from gbdt_console.engine.conference.block_retry import BlockRetry
from gbdt_console.engine.conference.conditions import ConferenceConditions
from gbdt_console.engine.conference.orders import BLOCK, DIAL, ISOLATE, UNBLOCK, ConferenceOrders, McuOrder
from gbdt_console.engine.conference.out_of_turn import OutOfTurn
from gbdt_console.engine.control.device_link import DeviceLink, LinkPolicy, Observation
from gbdt_console.engine.control.device_orders import DeviceOrders
from gbdt_console.engine.features import EngineContext, Registrations

_MEETING_PERIOD_S = 1.0
_IDLE_PERIOD_S = 5.0
_IDLE_RECONNECT_S = 30.0
_RECONNECT_S = 1.0
"""Limits the pause before a reconnect while a meeting runs: the MCU is asked again every 1-2 s."""
_READ_WITHIN_S = 2.0
"""Limits how long a command waits for the roster that it builds on."""
_FRESH_PERIODS = 3
"""Limits how many polls may fail before the roster is shown as unknown."""


class McuSource:
    """The MCU as a Source; one poll lists the whole conference, and whom the registrar lacks."""

    name = "the MCU"

    def __init__(self, mcu: ListsParticipants, registrations: Registrations | None) -> None:
        self._mcu = mcu
        self._registrations = registrations
        self.reached_at = mcu.reached_at

    async def open(self) -> None:
        await self._mcu.open()

    async def close(self) -> None:
        await self._mcu.close()

    async def poll(self) -> ConferenceState:
        state = await self._mcu.conference()
        missing = self._registrations.missing() if self._registrations is not None else frozenset()
        return replace(state, unregistered=state.unregistered | missing) if missing else state

    def changes(self) -> AsyncIterator[object]:
        return self._mcu.events()


class ConferenceMonitor:
    """Watches the conference while the task `run` runs."""

    def __init__(
        self,
        context: EngineContext,
        mcu: ListsParticipants,
        branches: Callable[[], OnAir | None] | None = None,
    ) -> None:
        network, clock = context.network, context.clock
        self._host = network.host_of(context.ledger.conference)
        self._hosted_at = network.centre.hosted.dial if network.centre.hosted else ""
        own = [
            ProfileSite(site.id, site.roster_number, RedialOwner.SITE if self._host else site.redial)
            for site in network.sites
            if site.conference_number or self._host
        ]
        self.calls = SiteCalls(own, network.profiles, self._profile_id)
        self._known = frozenset(site.id for site in network.sites)
        self._ledger = context.ledger
        self._clock = clock
        self.conditions = ConferenceConditions(
            context.alarms.conditions,
            context.ledger,
            clock,
            context.alarms.lost_since_utc,
            branches,
            self._known,
            network.centre.hosted,
        )
        self._reach = context.alarms.reach
        self._cause = context.alarms.cause
        self._on_urgent = context.on_urgent
        self._on_fault = context.on_control_fault
        policy = LinkPolicy(longest_pause_s=self._longest_pause_s)
        source = McuSource(mcu, context.registrations)
        link = DeviceLink(source, clock, self._period_s, self._observed, self._fault_changed, policy)
        self.link = context.links.of(of_conference(MCU, context.ledger.conference), mcu, link)
        self.orders = DeviceOrders(self.link, clock, context.record, network.operator_name)
        self.make = ConferenceOrders(mcu, network.centre.mcu, context.registrations)
        self._is_protected = mcu.is_protected if isinstance(mcu, TellsProtection) else None
        self.rows: tuple[RosterRow, ...] = ()
        self.departures = Departures(clock.utc, context.alarms.lost_since_utc)
        self._redialling = Redialer(self.calls.owned)
        self._out_of_turn = OutOfTurn(lambda: clock.utc() - clock.monotonic())
        self._retry = BlockRetry()
        self._quality = QualityWatch()
        self._meter = CallMeter()
        self._talking: dict[str, float] = {}
        self._tasks: set[asyncio.Task[object]] = set()
        self.fresh_for_s = 0.0
        self._record = context.record
        self._left: set[str] = set()
        self._telling: Future[Entry] | None = None

    def begin(self) -> None:
        """Show at once what a connection that was handed over knows."""
        if self.link.latest is not None:
            self._observed(self.link.latest)

    async def run(self) -> None:
        watch = asyncio.create_task(self._watch_sight())
        self._tasks.add(watch)
        try:
            await self.link.run()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def read_again(self) -> None:
        """Poll the conference now; an MCU that does not answer soon stays as it was known."""
        with suppress(ControlError, TimeoutError):
            async with asyncio.timeout(_READ_WITHIN_S):
                await self.link.read_again()

    @property
    def is_known(self) -> bool:
        """Whether the newest poll of the MCU still counts."""
        return self.view().is_known(self._clock.monotonic())

    @property
    def is_locked(self) -> bool:
        """Whether the newest poll says that nobody new gets in."""
        return self.link.latest is not None and self.link.latest.state.is_locked is True

    def leg(self, site_id: str) -> Participant | None:
        return next((row.participant for row in self.rows if site_id and row.site_id == site_id), None)

    def uninvited_leg(self, site_id: str) -> Participant | None:
        """Return the call of a site that does not belong to the meeting; None where it is not there."""
        return next((row.participant for row in self.rows if site_id and row.uninvited == site_id), None)

    def knows(self, site_id: str) -> bool:
        return site_id in self._known

    def view(self) -> ConferenceView:
        latest, now_s = self.link.latest, self._clock.monotonic()
        view = ConferenceView(
            fault=self.link.fault,
            taken_s=latest.taken_s if latest else None,
            fresh_for_s=self.fresh_for_s,
            state=latest.state if latest else None,
            roster=self.rows,
            floor=self._ledger[Floor],
            orders=self.orders.shown(now_s),
            open_microphones=self._out_of_turn.open_now(now_s),
            talking=tuple(self._talking.items()),
            deviations=self.conditions.floor.found,
            is_protected=self._is_protected,
            hosted=self._host,
            hosted_at=self._hosted_at,
            means=self.make.means,
        )
        return view if view.is_known(now_s) else replace(view, open_microphones=(), deviations=())

    async def _watch_sight(self) -> None:
        """Record that nobody sees who is in a running meeting, from the last poll that counts on."""
        while True:
            await asyncio.sleep(_MEETING_PERIOD_S)
            if self._ledger[MeetingsHeld].running is not None and not self.is_known:
                latest, now_s = self.link.latest, self._clock.monotonic()
                since_s = now_s if latest is None else latest.taken_s
                self._tell_sight(self._clock.utc() - (now_s - since_s), is_untold=True)

    def _tell_sight(self, at_utc: float, *, is_untold: bool) -> None:
        """Record whether nobody sees who is in the meeting, where that is news."""
        attendance = self._ledger[Attendance]
        if attendance.is_untold is not is_untold and (self._telling is None or self._telling.done()):
            self._telling = self._record(ConferenceUntold(is_untold, at_utc), "")

    def _start(self, order: McuOrder) -> None:
        """Carry an order of the running policy out without waiting for it."""
        self.orders.claim(order)
        task: asyncio.Task[object] = asyncio.create_task(self.orders.carry_out(order))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _profile_id(self) -> str:
        meeting = self._ledger[MeetingsHeld].running
        return meeting.profile_id if meeting is not None else ""

    def _period_s(self) -> float:
        return _MEETING_PERIOD_S if self._ledger[MeetingsHeld].running is not None else _IDLE_PERIOD_S

    def _longest_pause_s(self) -> float:
        return _RECONNECT_S if self._ledger[MeetingsHeld].running is not None else _IDLE_RECONNECT_S

    def _observed(self, observation: Observation[ConferenceState]) -> None:
        self.fresh_for_s = _FRESH_PERIODS * self._period_s() + 1
        floor, meeting = self._ledger[Floor], self._ledger[MeetingsHeld].running
        if meeting is not None:
            self._tell_sight(self._clock.utc(), is_untold=False)
        self.departures.set_meeting(meeting.id if meeting is not None else "", self._ledger[Attendance])
        self.rows = self.departures.with_departures(self._roster(observation.state, floor), observation.state)
        for event in self.departures.news(self.rows):
            self._record(event, "")
        self.rows = tuple(row for row in self.rows if row.site_id or row.participant is not None)
        self.rows = self._with_quality(self.rows, observation.taken_s)
        self.conditions.guests.note(self.rows, self._record)
        self._call_again(observation, floor)
        self._forget_left(observation.state, floor)
        self._tell_outside_acts(floor)
        self.orders.observed(observation)
        self._out_of_turn.observed(self.rows, floor, observation.taken_s)
        self._talking = {
            row.site_id: self._talking.get(row.site_id, observation.taken_s)
            for row in self.rows
            if row.site_id and row.participant is not None and row.participant.is_talking
        }
        speaking = self._out_of_turn.open_now(observation.taken_s)
        self.conditions.observed(self.rows, speaking, observation, self.orders.under_way)
        self._hold_policy(observation.taken_s)
        self._on_urgent()

    def _with_quality(self, rows: tuple[RosterRow, ...], now_s: float) -> tuple[RosterRow, ...]:
        calls = [
            (row.site_id, row.participant) for row in rows if row.site_id and row.participant is not None
        ]
        meeting = self._ledger[MeetingsHeld].running
        meeting_id = meeting.id if meeting is not None else ""
        for event in self._meter.observed(calls, meeting_id, now_s, self._clock.utc()):
            self._record(event, "")
        quality = self._quality.observed(calls, now_s)
        return tuple(
            replace(row, quality=quality.get(row.site_id, CallQuality.GOOD))
            if row.site_id in quality
            else row
            for row in rows
        )

    def _tell_outside_acts(self, floor: Floor) -> None:
        """Record and show whom somebody opened at the MCU itself, against the policy."""

        def is_ours(target: str) -> bool:
            return any(self.orders.is_fresh(what, target) for what in (BLOCK, ISOLATE, UNBLOCK))

        for target in self.conditions.opened_outside(self.rows, floor, is_ours):
            self._record(OpenedOutside(target, self._clock.utc()), "")

    def _call_again(self, observation: Observation[ConferenceState], floor: Floor) -> None:
        """Dial sites that dropped out of a meeting.

        Excused sites are not called, and no site into a locked conference.
        """
        is_meeting, now_s = self._ledger[MeetingsHeld].running is not None, observation.taken_s
        rows = tuple(row for row in self.rows if not floor.excuse_of(row.site_id))
        ringing = self.orders.targets(DIAL, observation.state, waits_for=RINGS)
        may_call = is_meeting and observation.state.is_locked is not True
        for site_id in self._redialling.due(rows, now_s, may_call=may_call, ringing=ringing):
            call = self.calls.call_of(site_id)
            order = None if call is None else self.make.dial(call, self.calls.numbers_of(site_id), "")
            if order is not None:
                self._start(order)
        self.rows = self._redialling.with_redials(self.rows, now_s, self._clock.utc())

    def _forget_left(self, state: ConferenceState, floor: Floor) -> None:
        """Record that a decided call leg ended. The MCU may give its id to another leg."""
        decided = floor.isolated_legs | floor.admitted_legs
        left = {leg for leg in decided if state.participant(leg) is None}
        for leg in sorted(left - self._left):
            self._record(CallerLeft(leg), "")
        self._left = left

    def _roster(self, state: ConferenceState, floor: Floor) -> tuple[RosterRow, ...]:
        causes = {id_: cause for id_ in self.calls.site_ids if (cause := self._cause(id_))}
        meeting, expected = self._ledger[MeetingsHeld].running, self.calls.expected(self._reach)
        if meeting is None:
            rows = roster(state, expected, causes, floor.admits)
        else:
            rows = roster(state, expected, causes, floor.admits, meeting.takes_part)
        return self.conditions.guests.marked(rows)

    def _hold_policy(self, now_s: float) -> None:
        """Block legs that are open against the policy.

        The first order is sent at once, later ones by the back-off.
        """
        if self.link.authority.withheld is not None:
            return
        self._retry.keep_only({row.participant.id for row in self.rows if row.participant is not None})
        floor = self._ledger[Floor]
        for target, leg in to_be_blocked(self.rows, floor):
            is_asked = any((what, target) in self.orders.under_way for what in (BLOCK, ISOLATE))
            attempt = None if is_asked else self._retry.attempt(leg.id, now_s)
            if attempt is None:
                continue
            what = ISOLATE if floor.isolates(leg.number, leg.id) else BLOCK
            order = self.make.block(leg, target, "", attempt.recorded_ends, what)
            if order is not None:
                self._start(order)

    def _fault_changed(self, fault: ControlFault | None) -> None:
        if fault is not None:
            self._retry.reconnecting()
            self.conditions.acts.forget()
            self._talking = {}
        self._on_fault(MCU, fault)
        self._on_urgent()

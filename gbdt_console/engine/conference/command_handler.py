"""What is asked of the conference: judged, recorded, and carried out by orders that are read back."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Future

from gbdt_console.core.cleaning import clean
from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.block_policy import to_be_blocked
from gbdt_console.core.conference.callers import callers_of, is_withheld
from gbdt_console.core.conference.commands import (
    AdmitCaller,
    BlockMicrophone,
    BlockOthers,
    BlockStillOpen,
    ConferenceCommand,
    DialSite,
    ExcuseSite,
    GiveFloor,
    HangUp,
    IsolateCaller,
    LockConference,
    PrepareFloor,
    SetBreak,
    SetCalled,
    SetClosed,
    SetDialogue,
    SkipSpeaker,
    UnblockMicrophone,
)
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.floor_events import (
    BlockingSet,
    BreakSet,
    CalledSet,
    CallerAdmitted,
    CallerIsolated,
    DialogueSet,
    FloorGiven,
    FloorPrepared,
    SiteExcused,
    SiteOpened,
    SpeakerSkipped,
)
from gbdt_console.core.conference.state import Participant
from gbdt_console.core.events import Entry, Event, MeetingClosedSet
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.engine.alarms.command_handler import Refused
from gbdt_console.engine.conference.monitor import ConferenceMonitor
from gbdt_console.engine.conference.orders import McuOrder
from gbdt_console.engine.control.order_codes import DIAL

_LONGEST_REASON = 200
EventsAndOrders = tuple[list[Event], list[McuOrder]]


class ConferenceCommandHandler:
    """`record` writes an event as that operator. Operators are given by id and by name."""

    def __init__(
        self,
        watch: ConferenceMonitor,
        ledger: Ledger,
        clock: Clock,
        record: Callable[[Event, str], Future[Entry]],
    ) -> None:
        self._watch = watch
        self._ledger = ledger
        self._clock = clock
        self._record = record
        self._turn = asyncio.Lock()

    async def carry_out(
        self,
        request_id: str,
        command: ConferenceCommand,
        operator: str,
        name: str,
        tell: Callable[[Progress], None],
    ) -> Progress:
        """The final step; those before it are told. Raises Refused before anything was done, or
        RecordingRefusedError."""
        events, orders = self._plan(command, operator, name)
        if events:
            events, orders = await self._write(command, operator, name)
        if not orders:
            return Progress(request_id, Stage.RECORDED if events else Stage.VERIFIED)
        for order in orders:
            self._watch.orders.claim(order)
        tell(Progress(request_id, Stage.SENT))
        waiting = {order.id for order in orders}

        def heard(step: Progress) -> None:
            """Accepted are they when all are."""
            if step.stage is Stage.ACCEPTED:
                waiting.discard(step.request_id)
                if not waiting:
                    tell(Progress(request_id, Stage.ACCEPTED))

        ends = await asyncio.gather(*(self._watch.orders.carry_out(order, heard) for order in orders))
        return _summed_up(request_id, ends)

    async def _write(
        self, command: ConferenceCommand, operator: str, name: str
    ) -> tuple[list[Event], list[McuOrder]]:
        """One command after the other: what the one before it recorded is planned with. What only asks the
        MCU waits for no disk."""
        async with self._turn:
            events, orders = self._plan(command, operator, name)
            for event in events:
                await asyncio.wrap_future(self._record(event, operator))
        return events, orders

    def _plan(
        self, command: ConferenceCommand, operator: str, name: str
    ) -> tuple[list[Event], list[McuOrder]]:
        """What is written first, and what is then asked of the MCU."""
        match command:
            case BlockMicrophone() | UnblockMicrophone() | BlockOthers() | BlockStillOpen():
                return self._microphones(command, operator, name)
            case PrepareFloor() | GiveFloor() | SkipSpeaker() | ExcuseSite():
                return self._floor(command, operator, name)
            case SetDialogue():
                self._need_meeting()
                return [DialogueSet(command.is_on, name)], []
            case SetCalled():
                return self._called(command, operator, name)
            case SetBreak():
                self._need_meeting()
                floor = self._ledger.floor.apply(BreakSet(command.is_on, name))
                return [BreakSet(command.is_on, name)], self._closing(floor, operator)
            case SetClosed() | LockConference():
                return self._locking(command, operator, name)
            case DialSite() | IsolateCaller() | AdmitCaller() | HangUp():
                return self._calls(command, operator, name)
        raise Refused("control.not-able")

    def _locking(self, command: SetClosed | LockConference, operator: str, name: str) -> EventsAndOrders:
        """Closed a meeting is also where it cannot be locked: that is an alarm, and no reason to tell its
        subject."""
        meeting = self._ledger.meeting
        is_closed = meeting is not None and meeting.is_closed
        if is_closed and not command.is_on and not command.is_sure:
            raise Refused("guard.closed-off" if isinstance(command, SetClosed) else "guard.closed-unlock")
        if isinstance(command, LockConference):
            return [], _known(self._watch.make.lock(operator, is_on=command.is_on))
        if meeting is None:
            raise Refused("meeting.none")
        is_news = command.is_on != is_closed
        order = self._watch.make.lock(operator, is_on=True) if command.is_on else None
        events = [MeetingClosedSet(meeting.id, command.is_on, name)] if is_news else []
        return list(events), [] if order is None else [order]

    def _called(self, command: SetCalled, operator: str, name: str) -> EventsAndOrders:
        """Called, the chair alone is opened; called no more, everybody of ours is blocked."""
        self._need_meeting()
        floor = self._ledger.floor
        if not floor.upper:
            raise Refused("upper.none")
        event = CalledSet(command.is_on, name)
        events: list[Event] = [event] if command.is_on != floor.is_called else []
        if not command.is_on:
            return events, self._closing(floor.apply(event), operator)
        chair = self._watch.leg(floor.chair)
        order = None if chair is None else self._watch.make.unblock(chair, floor.chair, operator)
        return events, [] if order is None else [order]

    def _need_called(self, site_id: str) -> None:
        """Until the upper site calls nobody of ours is opened."""
        if self._ledger.floor.is_silent and site_id != self._ledger.floor.upper:
            raise Refused("upper.not-called")

    def _microphones(
        self,
        command: BlockMicrophone | UnblockMicrophone | BlockOthers | BlockStillOpen,
        operator: str,
        name: str,
    ) -> tuple[list[Event], list[McuOrder]]:
        floor = self._ledger.floor
        match command:
            case BlockMicrophone():
                self._need_site(command.site_id)
                if command.site_id in (floor.chair, floor.speaker) and not command.is_sure:
                    raise Refused("guard.chair-or-speaker")
                if command.site_id == floor.upper and not command.is_sure:
                    raise Refused("guard.upper-block")
                order = self._watch.make.block(self._leg(command.site_id), command.site_id, operator)
                closed = [SiteOpened(command.site_id, False, name)] if command.site_id in floor.opened else []
                return list(closed), _known(order)
            case UnblockMicrophone():
                self._need_site(command.site_id)
                self._need_called(command.site_id)
                self._need_no_break(command.site_id)
                order = self._watch.make.unblock(self._leg(command.site_id), command.site_id, operator)
                is_exception = floor.is_closing and not floor.may_be_heard(command.site_id)
                opened = [SiteOpened(command.site_id, True, name)] if is_exception else []
                return list(opened), _known(order)
            case BlockOthers():
                self._need_meeting()
                event = BlockingSet(command.is_on, name)
                return [event], self._closing(floor.apply(event), operator) if command.is_on else []
            case BlockStillOpen():
                if not (orders := self._closing(floor, operator)):
                    raise Refused("order.none-open")
                return [], orders

    def _floor(
        self, command: PrepareFloor | GiveFloor | SkipSpeaker | ExcuseSite, operator: str, name: str
    ) -> tuple[list[Event], list[McuOrder]]:
        self._need_meeting()
        floor = self._ledger.floor
        match command:
            case PrepareFloor():
                site_id = command.site_id or next(iter(floor.running_order), "")
                if not site_id:
                    raise Refused("floor.nobody-next")
                self._need_site(site_id)
                return [FloorPrepared(site_id, name)], []
            case SkipSpeaker():
                self._need_site(command.site_id)
                if not (reason := clean(command.reason.strip(), _LONGEST_REASON)):
                    raise Refused("floor.no-reason")
                return [SpeakerSkipped(command.site_id, reason, name)], []
            case ExcuseSite():
                return [self._excused(command, name)], []
            case GiveFloor():
                self._need_called("")
                if floor.upper and command.site_id == floor.upper:
                    raise Refused("upper.not-ours")
                if floor.upper and command.site_id and not command.is_sure:
                    raise Refused("guard.upper-floor")
                return self._give(floor, command.site_id, operator, name)

    def _excused(self, command: ExcuseSite, name: str) -> SiteExcused:
        self._need_site(command.site_id)
        reason = clean(command.reason.strip(), _LONGEST_REASON) if command.is_on else ""
        if command.is_on and self._watch.leg(command.site_id) is not None:
            raise Refused("call.already-there")
        if command.is_on and not reason:
            raise Refused("call.no-excuse")
        return SiteExcused(command.site_id, command.is_on, reason, name)

    def _give(
        self, floor: Floor, site_id: str, operator: str, name: str
    ) -> tuple[list[Event], list[McuOrder]]:
        """The new speaker is opened and shown, the former one closed; the chair is never closed. The floor
        goes back to the chair also while that is not in the conference."""
        speaker = "" if site_id == floor.chair else site_id
        if speaker:
            self._need_site(speaker)
        self._need_no_break(speaker or floor.chair)
        given = FloorGiven(speaker, floor.speaker, self._clock.utc(), name)
        is_news = speaker != floor.speaker or (speaker and speaker == floor.prepared)
        make = self._watch.make
        shown = speaker or floor.chair
        leg = self._leg(shown) if speaker else self._watch.leg(shown)
        wanted = [] if leg is None else [make.show(leg, shown, operator)]
        if leg is not None and leg.is_blocked is not False:
            wanted.append(make.unblock(leg, shown, operator))
        former = self._watch.leg(floor.speaker) if floor.speaker and floor.speaker != speaker else None
        if former is not None and floor.speaker != floor.chair:
            wanted.append(make.block(former, floor.speaker, operator))
        return [given] if is_news else [], [order for order in wanted if order is not None]

    def _calls(
        self, command: DialSite | IsolateCaller | AdmitCaller | HangUp, operator: str, name: str
    ) -> tuple[list[Event], list[McuOrder]]:
        make = self._watch.make
        match command:
            case DialSite():
                number = self._watch.number_of(command.site_id)
                if not number or self._watch.leg(command.site_id) is not None:
                    raise Refused("call.already-there" if number else "call.no-number")
                if (DIAL, command.site_id) in self._watch.orders.under_way:
                    raise Refused("call.is-ringing")
                return [], _known(make.dial(number, command.site_id, operator))
            case IsolateCaller():
                leg = self._caller(command.number, command.leg)
                order = make.block(leg, command.leg or leg.number, operator)
                was_decided = leg.id in self._ledger.floor.admitted_legs
                return list(_decided(CallerIsolated, command, leg, name, was_decided)), _known(order)
            case AdmitCaller():
                self._need_called("")
                leg = self._caller(command.number, command.leg)
                order = make.unblock(leg, command.leg or leg.number, operator)
                was_decided = leg.id in self._ledger.floor.isolated_legs
                return list(_decided(CallerAdmitted, command, leg, name, was_decided)), _known(order)
            case HangUp():
                if not command.is_sure:
                    raise Refused("guard.hang-up")
                if self._watch.knows(command.target) and not command.leg:
                    if callers_of(command.target, self._watch.rows):
                        raise Refused("call.not-one")
                    leg = self._leg(command.target)
                else:
                    leg = self._caller(command.target, command.leg)
                orders = _known(make.hang_up(leg, command.leg or command.target, operator))
                self._watch.departures.will_hang_up(leg.id, name)
                return [], orders

    def room_leaves(self, site_id: str, name: str) -> None:
        """A person, by name, ends that site's call at its codec."""
        if (leg := self._watch.leg(site_id)) is not None:
            self._watch.departures.will_hang_up(leg.id, name)

    def _closing(self, floor: Floor, operator: str) -> list[McuOrder]:
        wanted = to_be_blocked(self._watch.rows, floor)
        orders = [self._watch.make.block(leg, target, operator) for target, leg in wanted]
        return [order for order in orders if order is not None]

    def _leg(self, site_id: str) -> Participant:
        leg = self._watch.leg(site_id)
        if leg is None:
            raise Refused("call.not-there")
        return leg

    def _caller(self, number: str, leg_id: str) -> Participant:
        """Nobody is a site because of what it calls itself, and nobody is meant by what several have."""
        if leg_id:
            legs = [row.participant for row in self._watch.rows if not row.site_id]
            found = [leg for leg in legs if leg is not None and leg.id == leg_id]
        else:
            found = [row.participant for row in callers_of(number, self._watch.rows) if row.participant]
        if not found:
            raise Refused("call.leg-gone" if leg_id else "call.not-there")
        if not leg_id and (len(found) > 1 or is_withheld(number)):
            raise Refused("call.not-one")
        return found[0]

    def _need_meeting(self) -> None:
        if self._ledger.meeting is None:
            raise Refused("meeting.none")

    def _need_no_break(self, site_id: str) -> None:
        """A break would close again at once what is opened in it."""
        floor = self._ledger.floor
        if floor.is_break and site_id != floor.chair:
            raise Refused("floor.is-break")

    def _need_site(self, site_id: str) -> None:
        if not self._watch.knows(site_id):
            raise Refused("meeting.site-unknown")


def _decided(
    kind: type[CallerIsolated] | type[CallerAdmitted],
    command: IsolateCaller | AdmitCaller,
    leg: Participant,
    name: str,
    was_decided: bool,
) -> Iterator[Event]:
    """What is written about a caller: by its number, and by its leg where it is named so, or where something
    else was decided about just that."""
    if not command.leg:
        yield kind(leg.number, name)
    if command.leg or was_decided:
        yield kind(leg.number, name, leg.id, leg.name)


def _known(order: McuOrder | None) -> list[McuOrder]:
    if order is None:
        raise Refused("control.not-able")
    return [order]


def _summed_up(request_id: str, ends: list[Progress]) -> Progress:
    """All verified, or the first that was not, with how many were."""
    bad = [end for end in ends if end.stage is not Stage.VERIFIED]
    if not bad:
        return Progress(request_id, Stage.VERIFIED)
    if len(ends) == 1:
        return Progress(request_id, bad[0].stage, bad[0].code, bad[0].detail)
    stage = Stage.FAILED if any(end.stage is Stage.FAILED for end in bad) else Stage.UNKNOWN
    return Progress(request_id, stage, "order.some-failed", f"{len(bad)}/{len(ends)}")

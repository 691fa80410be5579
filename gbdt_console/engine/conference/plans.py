"""Plan each command: events to write first, then orders to the MCU."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from gbdt_console.core.cleaning import clean
from gbdt_console.core.clock import Clock
from gbdt_console.core.commands import Command
from gbdt_console.core.conference.block_policy import to_be_blocked
from gbdt_console.core.conference.callers import callers_of, is_withheld
from gbdt_console.core.conference.commands import (
    AdmitCaller,
    BlockMicrophone,
    BlockOthers,
    BlockStillOpen,
    DialSite,
    ExcuseSite,
    GiveFloor,
    HangUp,
    IsolateCaller,
    LockConference,
    PrepareFloor,
    RestoreFloor,
    SetBreak,
    SetCalled,
    SetClosed,
    SetDialogue,
    SkipSpeaker,
    UnblockMicrophone,
)
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.floor_check import FloorFault
from gbdt_console.core.conference.floor_events import (
    BlockingSet,
    BreakSet,
    CalledSet,
    CallerAdmitted,
    CallerIsolated,
    DialogueSet,
    FloorGiven,
    FloorPrepared,
    SiteClosed,
    SiteExcused,
    SiteOpened,
    SpeakerSkipped,
)
from gbdt_console.core.conference.roster import first_present
from gbdt_console.core.conference.state import Participant
from gbdt_console.core.events import Event, MeetingClosedSet
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings import Meeting
from gbdt_console.devices.control import CALL_STANDS
from gbdt_console.engine.command_request import CommandRequest, Refused
from gbdt_console.engine.conference.monitor import ConferenceMonitor
from gbdt_console.engine.conference.orders import DIAL, McuOrder

_LONGEST_REASON = 200
"""Limits a reason, in characters: it stands in one line of the journal."""

Plan = tuple[list[Event], list[McuOrder]]
Request = CommandRequest[Any]


class ConferencePlans:
    """Plans from the ledger and the newest roster; raises Refused.

    of: the plan of each command, by its class
    """

    def __init__(self, monitor: ConferenceMonitor, ledger: Ledger, clock: Clock) -> None:
        self._monitor = monitor
        self._orders = monitor.make
        self._ledger = ledger
        self._clock = clock
        self.of: Mapping[type[Command], Callable[[Request], Plan]] = {
            BlockMicrophone: self._block,
            UnblockMicrophone: self._unblock,
            BlockOthers: self._block_others,
            BlockStillOpen: self._block_still_open,
            PrepareFloor: self._prepare_floor,
            GiveFloor: self._give_floor,
            RestoreFloor: self._restore_floor,
            SetCalled: self._set_called,
            SkipSpeaker: self._skip_speaker,
            ExcuseSite: self._excuse_site,
            SetDialogue: self._set_dialogue,
            SetBreak: self._set_break,
            LockConference: self._lock,
            SetClosed: self._set_closed,
            DialSite: self._dial,
            IsolateCaller: self._isolate,
            AdmitCaller: self._admit,
            HangUp: self._hang_up,
        }

    def _block(self, request: CommandRequest[BlockMicrophone]) -> Plan:
        floor, site_id = self._ledger.floor, self._need_site(request.command.site_id)
        if site_id in (floor.chair, floor.speaker) and not request.command.is_sure:
            raise Refused("guard.chair-or-speaker")
        if site_id == floor.upper and not request.command.is_sure:
            raise Refused("guard.upper-block")
        order = self._orders.block(self._leg(site_id), site_id, request.operator)
        events: list[Event] = [SiteOpened(site_id, False, request.name)] if site_id in floor.opened else []
        if site_id in (floor.chair, floor.speaker) and site_id not in floor.closed:
            events.append(SiteClosed(site_id, True, request.name))
        return events, _able(order)

    def _unblock(self, request: CommandRequest[UnblockMicrophone]) -> Plan:
        floor, site_id = self._ledger.floor, self._need_site(request.command.site_id)
        self._need_called(site_id)
        self._need_no_break(site_id)
        order = self._orders.unblock(self._leg(site_id), site_id, request.operator)
        is_exception = floor.is_closing and not floor.may_be_heard(site_id)
        events: list[Event] = [SiteOpened(site_id, True, request.name)] if is_exception else []
        return [*events, *self._reopened(site_id, request.name)], _able(order)

    def _block_others(self, request: CommandRequest[BlockOthers]) -> Plan:
        self._need_meeting()
        event = BlockingSet(request.command.is_on, request.name)
        if not request.command.is_on:
            return [event], []
        return [event], self._blocks(self._ledger.floor.apply(event), request.operator)

    def _block_still_open(self, request: CommandRequest[BlockStillOpen]) -> Plan:
        self._need_known()
        if not (orders := self._blocks(self._ledger.floor, request.operator)):
            raise Refused("order.none-open")
        return [], orders

    def _prepare_floor(self, request: CommandRequest[PrepareFloor]) -> Plan:
        self._need_meeting()
        order = self._ledger.floor.running_order
        site_id = request.command.site_id or first_present(order, self._monitor.rows)
        if not site_id:
            raise Refused("floor.nobody-there" if order else "floor.nobody-next")
        return [FloorPrepared(self._need_site(site_id), request.name)], []

    def _give_floor(self, request: CommandRequest[GiveFloor]) -> Plan:
        self._need_meeting()
        self._need_called("")
        floor, site_id = self._ledger.floor, request.command.site_id
        if floor.upper and site_id == floor.upper:
            raise Refused("upper.not-ours")
        if floor.upper and site_id and not request.command.is_sure:
            raise Refused("guard.upper-floor")
        speaker = "" if site_id == floor.chair else site_id
        if speaker:
            self._need_site(speaker)
        self._need_no_break(speaker or floor.chair)
        given = FloorGiven(speaker, floor.speaker, self._clock.utc(), request.name)
        is_news = speaker != floor.speaker or (speaker and speaker == floor.prepared)
        events = [*([given] if is_news else []), *self._reopened(speaker or floor.chair, request.name)]
        return events, self._speaker_orders(floor, speaker, request.operator)

    def _reopened(self, site_id: str, operator: str) -> list[Event]:
        """Return the event that ends an operator's block of the chair or the speaker, where there is one."""
        is_closed = site_id in self._ledger.floor.closed
        return [SiteClosed(site_id, False, operator)] if is_closed else []

    def _restore_floor(self, request: CommandRequest[RestoreFloor]) -> Plan:
        self._need_meeting()
        found = self._monitor.conditions.floor.found
        orders = [self._restoring(one.fault, one.site_id, request.operator) for one in found]
        if not (able := [order for order in orders if order is not None]):
            raise Refused("floor.site-lost" if found else "floor.agrees")
        return [], able

    def _restoring(self, fault: FloorFault, site_id: str, operator: str) -> McuOrder | None:
        """Return the order that mends a fault of the floor; None for a lost site."""
        leg = self._monitor.leg(site_id)
        if leg is None or fault.is_loss:
            return None
        make = self._orders.show if fault is FloorFault.PICTURE_OTHER else self._orders.unblock
        return make(leg, site_id, operator)

    def _speaker_orders(self, floor: Floor, speaker: str, operator: str) -> list[McuOrder]:
        """Show and unblock the new speaker, and block the former one.

        The chair is never blocked.

        An absent chair gets the floor back all the same, without an order.
        """
        shown = speaker or floor.chair
        leg = self._leg(shown) if speaker else self._monitor.leg(shown)
        orders = [] if leg is None else [self._orders.show(leg, shown, operator)]
        if leg is not None and leg.is_blocked is not False:
            orders.append(self._orders.unblock(leg, shown, operator))
        former = self._monitor.leg(floor.speaker) if floor.speaker and floor.speaker != speaker else None
        if former is not None and floor.speaker != floor.chair:
            orders.append(self._orders.block(former, floor.speaker, operator))
        return [order for order in orders if order is not None]

    def _set_called(self, request: CommandRequest[SetCalled]) -> Plan:
        self._need_meeting()
        floor, is_on = self._ledger.floor, request.command.is_on
        if not floor.upper:
            raise Refused("upper.none")
        event = CalledSet(is_on, request.name)
        events: list[Event] = [event] if is_on != floor.is_called else []
        if not is_on:
            return events, self._blocks(floor.apply(event), request.operator)
        chair = self._monitor.leg(floor.chair)
        order = None if chair is None else self._orders.unblock(chair, floor.chair, request.operator)
        return [*events, *self._reopened(floor.chair, request.name)], [] if order is None else [order]

    def _skip_speaker(self, request: CommandRequest[SkipSpeaker]) -> Plan:
        self._need_meeting()
        site_id = self._need_site(request.command.site_id)
        if not (reason := clean(request.command.reason.strip(), _LONGEST_REASON)):
            raise Refused("floor.no-reason")
        return [SpeakerSkipped(site_id, reason, request.name)], []

    def _excuse_site(self, request: CommandRequest[ExcuseSite]) -> Plan:
        self._need_meeting()
        site_id, is_on = self._need_site(request.command.site_id), request.command.is_on
        reason = clean(request.command.reason.strip(), _LONGEST_REASON) if is_on else ""
        if is_on and self._monitor.is_known and self._monitor.leg(site_id) is not None:
            raise Refused("call.already-there")
        if is_on and not reason:
            raise Refused("call.no-excuse")
        return [SiteExcused(site_id, is_on, reason, request.name)], []

    def _set_dialogue(self, request: CommandRequest[SetDialogue]) -> Plan:
        self._need_meeting()
        return [DialogueSet(request.command.is_on, request.name)], []

    def _set_break(self, request: CommandRequest[SetBreak]) -> Plan:
        self._need_meeting()
        event = BreakSet(request.command.is_on, request.name)
        return [event], self._blocks(self._ledger.floor.apply(event), request.operator)

    def _lock(self, request: CommandRequest[LockConference]) -> Plan:
        is_on, meeting = request.command.is_on, self._ledger.meeting
        if meeting is not None and meeting.is_closed and not is_on and not request.command.is_sure:
            raise Refused("guard.closed-unlock")
        return [], _able(self._orders.lock(request.operator, is_on=is_on))

    def _set_closed(self, request: CommandRequest[SetClosed]) -> Plan:
        """Plan the event and, for a closed meeting, the lock.

        The meeting is closed also where its conference cannot be locked, which hides its title at once; the
        open conference raises an alarm.
        """
        meeting, is_on = self._need_meeting(), request.command.is_on
        if meeting.is_closed and not is_on and not request.command.is_sure:
            raise Refused("guard.closed-off")
        events = [MeetingClosedSet(meeting.id, is_on, request.name)] if is_on != meeting.is_closed else []
        order = self._orders.lock(request.operator, is_on=True) if is_on else None
        return list(events), [] if order is None else [order]

    def _dial(self, request: CommandRequest[DialSite]) -> Plan:
        site_id = request.command.site_id
        call = self._monitor.calls.call_of(site_id)
        if call is None:
            raise Refused("call.no-number")
        self._need_known()
        if self._monitor.leg(site_id) is not None:
            raise Refused("call.already-there")
        if (DIAL, site_id) in self._monitor.orders.under_way:
            raise Refused(CALL_STANDS)
        if self._monitor.is_locked:
            raise Refused("call.locked")
        return [], _able(self._orders.dial(call, self._monitor.calls.numbers_of(site_id), request.operator))

    def _isolate(self, request: CommandRequest[IsolateCaller]) -> Plan:
        command, floor = request.command, self._ledger.floor
        leg = self._caller(command.number, command.leg)
        order = self._orders.block(leg, command.leg or leg.number, request.operator)
        events = _decided(CallerIsolated, request, leg, was_decided=leg.id in floor.admitted_legs)
        return list(events), _able(order)

    def _admit(self, request: CommandRequest[AdmitCaller]) -> Plan:
        """Plan the admission with a block, or without one where the caller is to be heard."""
        self._need_called("")
        command, floor = request.command, self._ledger.floor
        leg = self._caller(command.number, command.leg)
        if not command.is_sure and not floor.admits(leg.number, leg.id):
            raise Refused("guard.admit")
        change = self._orders.unblock if command.is_heard else self._orders.block
        order = change(leg, command.leg or leg.number, request.operator)
        was_decided = leg.id in floor.isolated_legs | floor.admitted_legs
        events = _decided(
            partial(CallerAdmitted, is_heard=command.is_heard), request, leg, was_decided=was_decided
        )
        return list(events), _able(order)

    def _hang_up(self, request: CommandRequest[HangUp]) -> Plan:
        command = request.command
        if not command.is_sure:
            raise Refused("guard.hang-up")
        if self._monitor.knows(command.target) and not command.leg:
            if callers_of(command.target, self._monitor.rows):
                raise Refused("call.not-one")
            leg = self._leg(command.target)
        else:
            leg = self._caller(command.target, command.leg)
        orders = _able(self._orders.hang_up(leg, command.leg or command.target, request.operator))
        self._monitor.departures.will_hang_up(leg.id, request.name)
        return [], orders

    def _blocks(self, floor: Floor, operator: str) -> list[McuOrder]:
        """Return orders to block all legs that are open against that floor."""
        wanted = to_be_blocked(self._monitor.rows, floor)
        orders = [self._orders.block(leg, target, operator) for target, leg in wanted]
        return [order for order in orders if order is not None]

    def _leg(self, site_id: str) -> Participant:
        self._need_known()
        leg = self._monitor.leg(site_id)
        if leg is None:
            raise Refused("call.not-there")
        return leg

    def _caller(self, number: str, leg_id: str) -> Participant:
        """Return the one caller with that leg or number, never a site."""
        self._need_known()
        if leg_id:
            legs = [row.participant for row in self._monitor.rows if not row.site_id]
            found = [leg for leg in legs if leg is not None and leg.id == leg_id]
        else:
            found = [row.participant for row in callers_of(number, self._monitor.rows) if row.participant]
        if not found:
            raise Refused("call.leg-gone" if leg_id else "call.not-there")
        if not leg_id and (len(found) > 1 or is_withheld(number)):
            raise Refused("call.not-one")
        return found[0]

    def _need_known(self) -> None:
        """Refuse while nobody knows who is in the conference."""
        if not self._monitor.is_known:
            raise Refused("conference.unknown")

    def _need_meeting(self) -> Meeting:
        if self._ledger.meeting is None:
            raise Refused("meeting.none")
        return self._ledger.meeting

    def _need_called(self, site_id: str) -> None:
        """Refuse to open our sites until the upper site calls on us."""
        if self._ledger.floor.is_silent and site_id != self._ledger.floor.upper:
            raise Refused("upper.not-called")

    def _need_no_break(self, site_id: str) -> None:
        """Refuse to open a site that the break would block again."""
        floor = self._ledger.floor
        if floor.is_break and site_id != floor.chair:
            raise Refused("floor.is-break")

    def _need_site(self, site_id: str) -> str:
        if not self._monitor.knows(site_id):
            raise Refused("meeting.site-unknown")
        return site_id


def _decided(
    kind: Callable[..., CallerIsolated | CallerAdmitted],
    request: CommandRequest[IsolateCaller] | CommandRequest[AdmitCaller],
    leg: Participant,
    *,
    was_decided: bool,
) -> Iterator[Event]:
    """Yield the events of a decision about a caller.

    An event by number is written where the command names no leg. An event by leg is written where the
    command names a leg, or something else was decided about that leg.
    """
    if not request.command.leg:
        yield kind(leg.number, request.name)
    if request.command.leg or was_decided:
        yield kind(leg.number, request.name, leg.id, leg.name)


def _able(order: McuOrder | None) -> list[McuOrder]:
    if order is None:
        raise Refused("control.not-able")
    return [order]

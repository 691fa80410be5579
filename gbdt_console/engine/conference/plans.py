"""Plan each command: events to write first, then orders to the MCU."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from gbdt_console.core.clean_text import clean
from gbdt_console.core.clock import Clock
from gbdt_console.core.commands import Command
from gbdt_console.core.conference import commands, floor_events
from gbdt_console.core.conference.block_policy import to_be_blocked
from gbdt_console.core.conference.callers import callers_of, is_withheld
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.state import Participant
from gbdt_console.core.events import Event, MeetingClosedSet
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.devices.control import CALL_STANDS
from gbdt_console.engine.command_request import CommandRequest, Refused, said
from gbdt_console.engine.conference.floor_plans import FloorPlans, Plan, Request
from gbdt_console.engine.conference.guards import ConferenceGuards
from gbdt_console.engine.conference.monitor import ConferenceMonitor
from gbdt_console.engine.conference.orders import DIAL, ISOLATE, McuOrder

_MOST_BEFORE = 99
"""Limits the provinces before ours: two figures."""
_LONGEST_REASON = 200
"""Limits a reason, in characters: it stands in one line of the journal."""

McuPlan = tuple[list[Event], list[McuOrder]]


class ConferencePlans:
    """Plans from the ledger and the newest roster; raises Refused.

    of: the plan of each command, by its class
    """

    def __init__(self, monitor: ConferenceMonitor, ledger: Ledger, floor: FloorPlans, clock: Clock) -> None:
        self._monitor = monitor
        self._orders = monitor.make
        self._guards = ConferenceGuards(monitor, ledger)
        self._ledger = ledger
        self._floor = floor
        self._clock = clock
        self.of: Mapping[type[Command], Callable[[Request], Plan]] = {
            commands.BlockMicrophone: self._planned(self._block),
            commands.UnblockMicrophone: self._planned(self._unblock),
            commands.BlockOthers: self._planned(self._block_others),
            commands.BlockStillOpen: self._planned(self._block_still_open),
            commands.PrepareFloor: floor.prepare,
            commands.GiveFloor: floor.give,
            commands.RestoreFloor: floor.restore,
            commands.SetCalled: self._planned(self._set_called),
            commands.CountBeforeUs: self._planned(self._count_before_us),
            commands.SkipSpeaker: self._planned(self._skip_speaker),
            commands.ExcuseSite: self._planned(self._excuse_site),
            commands.SetDialogue: self._planned(self._set_dialogue),
            commands.SetBreak: self._planned(self._set_break),
            commands.LockConference: self._planned(self._lock),
            commands.SetClosed: self._planned(self._set_closed),
            commands.DialSite: self._planned(self._dial),
            commands.IsolateCaller: self._planned(self._isolate),
            commands.AdmitCaller: self._planned(self._admit),
            commands.HangUp: self._planned(self._hang_up),
            commands.MessageSite: self._planned(self._message),
        }

    def _planned(self, plan: Callable[[Request], McuPlan]) -> Callable[[Request], Plan]:
        """Add to each order of a plan that the MCU's orders carry it out."""

        def planned(request: Request) -> Plan:
            events, orders = plan(request)
            return events, [self._monitor.orders.planned(order) for order in orders]

        return planned

    def _block(self, request: CommandRequest[commands.BlockMicrophone]) -> McuPlan:
        floor, site_id = self._ledger[Floor], self._guards.need_site(request.command.site_id)
        if site_id in (floor.chair, floor.speaker) and not request.command.is_sure:
            raise Refused("guard.chair-or-speaker")
        if site_id == floor.upper and not request.command.is_sure:
            raise Refused("guard.upper-block")
        order = self._orders.block(self._guards.need_leg(site_id), site_id, request.operator)
        events: list[Event] = (
            [floor_events.SiteOpened(site_id, False, request.name)] if site_id in floor.opened else []
        )
        if site_id in (floor.chair, floor.speaker) and site_id not in floor.closed:
            events.append(floor_events.SiteClosed(site_id, True, request.name))
        return events, _able(order)

    def _unblock(self, request: CommandRequest[commands.UnblockMicrophone]) -> McuPlan:
        floor, site_id = self._ledger[Floor], self._guards.need_site(request.command.site_id)
        self._guards.need_called(site_id)
        self._guards.need_no_break(site_id)
        order = self._orders.unblock(self._guards.need_leg(site_id), site_id, request.operator)
        is_exception = floor.is_closing and not floor.may_be_heard(site_id)
        events: list[Event] = [floor_events.SiteOpened(site_id, True, request.name)] if is_exception else []
        return [*events, *self._floor.reopened(site_id, request.name)], _able(order)

    def _block_others(self, request: CommandRequest[commands.BlockOthers]) -> McuPlan:
        self._guards.need_meeting()
        event = floor_events.BlockingSet(request.command.is_on, request.name)
        if not request.command.is_on:
            return [event], []
        return [event], self._blocks(self._ledger[Floor].apply(event), request.operator)

    def _block_still_open(self, request: CommandRequest[commands.BlockStillOpen]) -> McuPlan:
        self._guards.need_known()
        if not (orders := self._blocks(self._ledger[Floor], request.operator)):
            raise Refused("order.none-open")
        return [], orders

    def _set_called(self, request: CommandRequest[commands.SetCalled]) -> McuPlan:
        self._guards.need_meeting()
        floor, is_on = self._ledger[Floor], request.command.is_on
        if not floor.upper:
            raise Refused("upper.none")
        event = floor_events.CalledSet(is_on, request.name)
        events: list[Event] = [event] if is_on != floor.is_called else []
        if not is_on:
            return events, self._blocks(floor.apply(event), request.operator)
        chair = self._monitor.leg(floor.chair)
        order = None if chair is None else self._orders.unblock(chair, floor.chair, request.operator)
        return [*events, *self._floor.reopened(floor.chair, request.name)], [] if order is None else [order]

    def _count_before_us(self, request: CommandRequest[commands.CountBeforeUs]) -> McuPlan:
        self._guards.need_meeting()
        floor, left = self._ledger[Floor], request.command.left
        if not floor.is_silent:
            raise Refused("upper.called-already" if floor.upper else "upper.none")
        if not 0 <= left <= _MOST_BEFORE:
            raise Refused("upper.too-many")
        return [floor_events.BeforeUsCounted(left, request.name)] if left != floor.before_us else [], []

    def _skip_speaker(self, request: CommandRequest[commands.SkipSpeaker]) -> McuPlan:
        self._guards.need_meeting()
        site_id = self._guards.need_site(request.command.site_id)
        reason = said(request.command.reason, _LONGEST_REASON, "floor.no-reason")
        return [floor_events.SpeakerSkipped(site_id, reason, request.name)], []

    def _excuse_site(self, request: CommandRequest[commands.ExcuseSite]) -> McuPlan:
        self._guards.need_meeting()
        site_id, is_on = self._guards.need_site(request.command.site_id), request.command.is_on
        reason = clean(request.command.reason.strip(), _LONGEST_REASON) if is_on else ""
        if is_on and self._monitor.is_known and self._monitor.leg(site_id) is not None:
            raise Refused("call.already-there")
        if is_on and not reason:
            raise Refused("call.no-excuse")
        return [floor_events.SiteExcused(site_id, is_on, reason, request.name, self._clock.utc())], []

    def _set_dialogue(self, request: CommandRequest[commands.SetDialogue]) -> McuPlan:
        self._guards.need_meeting()
        return [floor_events.DialogueSet(request.command.is_on, request.name)], []

    def _set_break(self, request: CommandRequest[commands.SetBreak]) -> McuPlan:
        self._guards.need_meeting()
        event = floor_events.BreakSet(request.command.is_on, request.name)
        return [event], self._blocks(self._ledger[Floor].apply(event), request.operator)

    def _lock(self, request: CommandRequest[commands.LockConference]) -> McuPlan:
        is_on, meeting = request.command.is_on, self._ledger[MeetingsHeld].running
        if meeting is not None and meeting.is_closed and not is_on and not request.command.is_sure:
            raise Refused("guard.closed-unlock")
        if is_on and not request.command.is_sure:
            self._guards.need_nobody_alien()
        return [], _able(self._orders.lock(request.operator, is_on=is_on))

    def _set_closed(self, request: CommandRequest[commands.SetClosed]) -> McuPlan:
        """Plan the event and, for a closed meeting, the lock.

        The meeting is closed also where its conference cannot be locked, which hides its title at once; the
        open conference raises an alarm.
        """
        meeting, is_on = self._guards.need_meeting(), request.command.is_on
        if meeting.is_closed and not is_on and not request.command.is_sure:
            raise Refused("guard.closed-off")
        if is_on and not request.command.is_sure:
            self._guards.need_nobody_alien()
        events = [MeetingClosedSet(meeting.id, is_on, request.name)] if is_on != meeting.is_closed else []
        order = self._orders.lock(request.operator, is_on=True) if is_on else None
        return list(events), [] if order is None else [order]

    def _dial(self, request: CommandRequest[commands.DialSite]) -> McuPlan:
        site_id = request.command.site_id
        call = self._monitor.calls.call_of(site_id)
        if call is None:
            raise Refused("call.no-number")
        self._guards.need_known()
        if (self._monitor.leg(site_id) or self._monitor.uninvited_leg(site_id)) is not None:
            raise Refused("call.already-there")
        if (DIAL, site_id) in self._monitor.orders.under_way:
            raise Refused(CALL_STANDS)
        if self._monitor.is_locked:
            raise Refused("call.locked")
        return [], _able(self._orders.dial(call, self._monitor.calls.numbers_of(site_id), request.operator))

    def _isolate(self, request: CommandRequest[commands.IsolateCaller]) -> McuPlan:
        command, floor = request.command, self._ledger[Floor]
        leg = self._caller(command.number, command.leg)
        order = self._orders.block(leg, command.leg or leg.number, request.operator, what=ISOLATE)
        events = _decided(
            partial(floor_events.CallerIsolated, site=self._uninvited(leg)),
            request,
            leg,
            was_decided=leg.id in floor.admitted_legs,
        )
        return list(events), _able(order)

    def _admit(self, request: CommandRequest[commands.AdmitCaller]) -> McuPlan:
        self._guards.need_called("")
        command, floor = request.command, self._ledger[Floor]
        leg = self._caller(command.number, command.leg)
        if not command.is_sure and not floor.admits(leg.number, leg.id):
            raise Refused("guard.admit")
        change = self._orders.unblock if command.is_heard else self._orders.block
        order = change(leg, command.leg or leg.number, request.operator)
        was_decided = leg.id in floor.isolated_legs | floor.admitted_legs
        events = _decided(
            partial(floor_events.CallerAdmitted, is_heard=command.is_heard, site=self._uninvited(leg)),
            request,
            leg,
            was_decided=was_decided,
        )
        return list(events), _able(order)

    def _hang_up(self, request: CommandRequest[commands.HangUp]) -> McuPlan:
        command = request.command
        if not command.is_sure:
            raise Refused("guard.hang-up")
        if self._monitor.knows(command.target) and not command.leg:
            if callers_of(command.target, self._monitor.rows):
                raise Refused("call.not-one")
            uninvited = self._monitor.uninvited_leg(command.target)
            leg = uninvited or self._guards.need_leg(command.target)
        else:
            leg = self._caller(command.target, command.leg)
        orders = _able(self._orders.hang_up(leg, command.leg or command.target, request.operator))
        self._monitor.departures.will_hang_up(leg.id, request.name)
        return [], orders

    def _message(self, request: CommandRequest[commands.MessageSite]) -> McuPlan:
        site_id, text = self._guards.need_site(request.command.site_id), clean(request.command.text).strip()
        if not text:
            raise Refused("message.empty")
        return [], _able(
            self._orders.message(self._guards.need_leg(site_id), site_id, request.operator, text)
        )

    def _blocks(self, floor: Floor, operator: str) -> list[McuOrder]:
        """Return orders to block all legs that are open against that floor."""
        wanted = to_be_blocked(self._monitor.rows, floor)
        orders = [self._orders.block(leg, target, operator) for target, leg in wanted]
        return [order for order in orders if order is not None]

    def _caller(self, number: str, leg_id: str) -> Participant:
        """Return the one caller with that leg or number, never a site."""
        self._guards.need_known()
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

    def _uninvited(self, leg: Participant) -> str:
        """Return the id of the site that does not belong to the meeting and calls by that leg, if any."""
        found = (row.uninvited for row in self._monitor.rows if row.participant is leg)
        return next(found, "")


def _decided(
    kind: Callable[..., floor_events.CallerIsolated | floor_events.CallerAdmitted],
    request: CommandRequest[commands.IsolateCaller] | CommandRequest[commands.AdmitCaller],
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

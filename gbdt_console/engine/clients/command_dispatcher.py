"""Where Commands arrive: each is judged, carried out and answered with the steps of its life."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from uuid import uuid4

from gbdt_console.core.cleaning import clean
from gbdt_console.core.clock import Clock, SystemClock
from gbdt_console.core.commands import (
    Command,
    EndMeeting,
    ReportScreenFailure,
    StartMeeting,
    SwitchOperator,
    TakeControl,
)
from gbdt_console.core.conference.commands import ConferenceCommand
from gbdt_console.core.events import Entry, Event, MeetingEnded, MeetingStarted, ScreenFailed
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress, Stage, new_request_id
from gbdt_console.core.rooms.commands import HangUpRoom, RoomCommand, SleepCodec
from gbdt_console.core.sites import Network
from gbdt_console.engine.alarms.command_handler import Refused, alarm_event_for
from gbdt_console.engine.clients.clients import Client, Clients
from gbdt_console.engine.conference.command_handler import ConferenceCommandHandler
from gbdt_console.engine.records.records import Records
from gbdt_console.engine.rooms.command_handler import RoomCommandHandler
from gbdt_console.journal.commit_queue import RecordingRefusedError

log = logging.getLogger(__name__)

RecordEvent = Callable[[Event, str], Future[Entry]]
_ENDS_WITHIN_S = 3.0
_LAST_UTC = 253_402_300_799.0
"""The end of the year 9999: what lies behind it, infinity too, no calendar can show."""


class CommandDispatcher:
    """Acts on the engine's loop, one command after the other, each seeing what the one before it recorded.
    Nothing is called recorded before the journal says so."""

    def __init__(
        self, network: Network, ledger: Ledger, clients: Clients, record: RecordEvent, clock: Clock
    ) -> None:
        self._network = network
        self._ledger = ledger
        self._clients = clients
        self._record = record
        self._clock = clock
        self._turn = asyncio.Lock()
        self._working: set[asyncio.Future[Progress]] = set()
        self.conference: ConferenceCommandHandler | None = None
        self.rooms: RoomCommandHandler | None = None

    async def submit(self, request_id: str, command: Command, client: Client) -> AsyncIterator[Progress]:
        """The life of one request, the last step being final. Never raises. It is carried out to its end also
        when the client has left meanwhile."""
        yield Progress(request_id, Stage.REQUESTED)
        steps: asyncio.Queue[Progress] = asyncio.Queue()
        working = asyncio.ensure_future(self._carry_out(request_id, command, client, steps.put_nowait))
        self._working.add(working)
        working.add_done_callback(self._working.discard)
        working.add_done_callback(lambda done: steps.put_nowait(_last_step(request_id, done)))
        while not (step := await steps.get()).stage.is_final:
            yield step
        yield step

    async def close(self) -> None:
        """Once no device is connected any more: let what was asked for come to its end and be recorded."""
        if self._working:
            await asyncio.wait(self._working, timeout=_ENDS_WITHIN_S)

    async def _carry_out(
        self, request_id: str, command: Command, client: Client, tell: Callable[[Progress], None]
    ) -> Progress:
        """Records keep their turn until they are written; what is asked of devices waits for nobody."""
        if isinstance(command, ConferenceCommand):
            self._allow(self._clients.refusal(client))
            if self.conference is None:
                raise Refused("conference.none")
            name = self._clients.name_of(client)
            return await self.conference.carry_out(request_id, command, client.operator, name, tell)
        if isinstance(command, RoomCommand):
            self._allow(self._clients.refusal(client))
            if self.rooms is None:
                raise Refused("room.none")

            def heard(step: Progress) -> None:
                """Whose codec leaves its calls by a person's word is not called again for having left."""
                if isinstance(command, HangUpRoom | SleepCodec) and self.conference is not None:
                    self.conference.room_leaves(command.site_id, self._clients.name_of(client))
                tell(step)

            return await self.rooms.carry_out(
                request_id, command, client.operator, heard, lambda: self._clients.refusal(client)
            )
        async with self._turn:
            await asyncio.wrap_future(self._begin(command, client))
            self._follow(command, client)
        return Progress(request_id, Stage.RECORDED)

    def _begin(self, command: Command, client: Client) -> Future[Entry]:
        match command:
            case TakeControl():
                self._allow(self._clients.may_take(client))
                return self._record(self._clients.taking(client), client.operator)
            case SwitchOperator():
                self._allow(self._clients.wrong_pin(command.operator_id, command.pin))
                switched = self._clients.switching(client, command.operator_id)
                return self._record(switched, command.operator_id)
            case StartMeeting():
                self._allow(self._clients.refusal(client))
                return self._record(meeting_started(self._network, self._ledger, command), client.operator)
            case ReportScreenFailure():
                failure = ScreenFailed(clean(command.error), clean(command.place), client.terminal)
                return self._record(failure, "")
            case EndMeeting():
                self._allow(self._clients.refusal(client))
                return self._record(meeting_ended(self._ledger), client.operator)
            case _:
                self._allow(self._clients.refusal(client))
                name, now_utc = self._clients.name_of(client), self._clock.utc()
                event = alarm_event_for(command, self._ledger.alarms, self._network, name, now_utc)
                return self._record(event, client.operator)

    def _follow(self, command: Command, client: Client) -> None:
        """Who acts, and as whom, changes once that is durable; of a refused record nothing follows."""
        if isinstance(command, TakeControl):
            self._clients.hold(client)
        elif isinstance(command, SwitchOperator):
            self._clients.work_as(client, command.operator_id)

    def _allow(self, refusal: str) -> None:
        if refusal:
            raise Refused(refusal)


def _last_step(request_id: str, done: "asyncio.Future[Progress]") -> Progress:
    """How the work ended, as the step that is told last."""
    if done.cancelled():
        return Progress(request_id, Stage.UNKNOWN, "order.interrupted")
    match done.exception():
        case None:
            return done.result()
        case Refused() as refused:
            return Progress(request_id, Stage.FAILED, str(refused))
        case RecordingRefusedError():
            return Progress(request_id, Stage.FAILED, "recording.refused")
        case error:
            log.error("a command failed", exc_info=error)
            return Progress(request_id, Stage.UNKNOWN, "order.interrupted")


def meeting_started(network: Network, ledger: Ledger, command: StartMeeting) -> MeetingStarted:
    """The event that opens the meeting. Raises Refused where it contradicts what is known."""
    known = {site.id for site in network.sites}
    if ledger.meeting is not None:
        raise Refused("meeting.already-running")
    if command.chair_site_id not in known or not known.issuperset(command.running_order):
        raise Refused("meeting.site-unknown")
    if len(set(command.running_order)) != len(command.running_order):
        raise Refused("meeting.speaker-twice")
    ours = {command.chair_site_id, *command.running_order}
    if command.upper_site_id and (command.upper_site_id not in known or command.upper_site_id in ours):
        raise Refused("meeting.upper-wrong")
    if not 0.0 < command.opening_utc < command.end_utc <= _LAST_UTC:
        raise Refused("meeting.end-before-opening")
    if not (title := clean(command.title.strip())):
        raise Refused("meeting.untitled")
    return MeetingStarted(
        uuid4().hex[:12],
        title,
        command.chair_site_id,
        command.opening_utc,
        command.end_utc,
        list(command.running_order),
        command.is_closed,
        command.upper_site_id,
    )


def meeting_ended(ledger: Ledger) -> MeetingEnded:
    """The event that closes the running meeting. Raises Refused when there is none."""
    if ledger.meeting is None:
        raise Refused("meeting.none")
    return MeetingEnded(ledger.meeting.id)


def record_alone(command: Command, network: Network, records: Records, terminal: str) -> Progress:
    """Carry out a record command without an engine, by whoever holds the engine's lock."""
    ledger = records.ledger()
    clock = SystemClock()
    clients = Clients(network.operators, clock, records.record)
    client = clients.join(ClientKind.VERB, os.getuid(), terminal)
    desk = CommandDispatcher(network, ledger, clients, records.record, clock)

    async def follow() -> Progress:
        return [progress async for progress in desk.submit(new_request_id(), command, client)][-1]

    return asyncio.run(follow())

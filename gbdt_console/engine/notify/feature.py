"""Records which messages are due, has them sent, and records what became of each."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.callees import called_now
from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.handover.shift import ShiftBook
from gbdt_console.core.meetings.held import running_meetings
from gbdt_console.core.notify.book import Message, MessageBook, unsent
from gbdt_console.core.notify.commands import NOTIFY_COMMANDS, TryChannels
from gbdt_console.core.notify.due import Standing, due_messages, next_sends
from gbdt_console.core.notify.events import (
    MessageDropped,
    MessageDue,
    MessageEvent,
    MessageFailed,
    MessageSent,
)
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.technicians.roster import TechnicianBook
from gbdt_console.devices.messages.sender import MessageSender
from gbdt_console.engine.command_request import CommandRequest, Handler, Refused
from gbdt_console.engine.features import EngineContext, Feature
from gbdt_console.text.notify.message_text import MessageWords

_POLL_S = 1.0
_KEY = AlarmKey(CENTRE, AlarmType.NOTIFY_UNSENT)


class NotifyFeature(Feature):
    """Follows the journal: what is not in it is not sent, and what was sent stands in it.

    A message that was under way when the engine ended is sent once more.
    """

    commands = NOTIFY_COMMANDS

    def __init__(self, context: EngineContext) -> None:
        self._context, self._sender = context, context.sender
        self._settings = context.network.notify
        self._zone = ZoneInfo(context.network.timezone)
        self._last_number = 0
        self._unwritten: set[Future[Entry]] = set()
        self._sending: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def handlers(self) -> Mapping[type[Command], Handler]:
        return {TryChannels: self._try_channels}

    def take(self, entry: Entry) -> None:
        if isinstance(entry.event, MessageEvent):
            self._context.on_urgent()
        if isinstance(entry.event, MessageSent | MessageFailed):
            self._sending.discard(entry.event.number)

    def fill(self, snapshot: Snapshot) -> Snapshot:
        return replace(snapshot, messages=self._book.shown)

    @property
    def is_busy(self) -> bool:
        return bool(self._tasks)

    async def run(self) -> None:
        if self._sender is None:
            return await super().run()
        try:
            while True:
                self._judge()
                if self._context.authority.withheld is None:
                    self._note(self._sender)
                await asyncio.sleep(_POLL_S)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def _book(self) -> MessageBook:
        return self._context.ledger[MessageBook]

    def _judge(self) -> None:
        """Raise that messages are to be sent again, or clear it."""
        late, conditions = unsent(self._book.waiting), self._context.alarms.conditions
        if late:
            conditions.raise_(_KEY, late[0].at_utc)
        else:
            conditions.clear(_KEY, self._context.clock.utc())

    def _note(self, sender: MessageSender) -> None:
        """Record what is due and start what is to be sent, once all that was recorded before is written."""
        if any(not future.done() for future in self._unwritten):
            return
        now_utc = self._context.clock.utc()
        sends, drops = next_sends(self._book, {one.id for one in self._settings.channels}, now_utc)
        events: list[MessageEvent] = [MessageDropped(one.number, one.channel, now_utc) for one in drops]
        events += self._due(now_utc)
        self._unwritten = {self._context.record(event, "") for event in events}
        for message in sends:
            if message.number not in self._sending:
                self._sending.add(message.number)
                task = asyncio.ensure_future(self._send(sender, message))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    def _due(self, now_utc: float) -> list[MessageDue]:
        ledger = self._context.ledger
        shift = ledger[ShiftBook].last
        standing = Standing(
            ledger[AlarmBook],
            self._book,
            "" if shift is None else shift.operator,
            {place: one for place, one in running_meetings(ledger).items() if one.is_closed},
            now_utc,
            datetime.fromtimestamp(now_utc, self._zone),
        )
        if not (found := list(due_messages(self._settings, standing))):
            return []
        words = self._words()
        return [
            MessageDue(
                self._new_number(),
                due.channel,
                words.text(due, now_utc),
                now_utc,
                {str(alarm.number): alarm.severity for alarm in due.raised},
                list(due.waiting),
                [alarm.number for alarm in due.over],
            )
            for due in found
        ]

    def _new_number(self) -> int:
        self._last_number = max(self._last_number, self._book.last_number) + 1
        return self._last_number

    def _words(self) -> MessageWords:
        network = self._context.network
        return MessageWords(
            called_now(network, self._context.ledger[TechnicianBook].roster(network.technicians))
        )

    async def _send(self, sender: MessageSender, message: Message) -> None:
        """Send one message and record how that ended. Until that is written it is not tried again."""
        number, channel = message.number, self._settings.channel(message.channel)
        assert channel is not None
        outcome = await sender.send(channel, self._context.network.short_name, message.text)
        now_utc = self._context.clock.utc()
        event: MessageEvent = MessageSent(number, channel.id, now_utc)
        if outcome.fault:
            event = MessageFailed(number, channel.id, outcome.fault, outcome.status, now_utc)
        self._context.record(event, "")

    async def _try_channels(self, request: CommandRequest[Any]) -> Progress:
        command: TryChannels = request.command
        channels = [one.id for one in self._settings.channels if command.channel in ("", one.id)]
        if self._sender is None or not channels:
            raise Refused("notify.nothing-leaves" if self._sender is None else "notify.no-channel")
        now_utc = self._context.clock.utc()
        text = self._words().trial(now_utc)
        numbers = [self._new_number() for _ in channels]
        await self._context.record_for(
            request,
            [
                MessageDue(number, channel, text, now_utc, operator=request.name)
                for number, channel in zip(numbers, channels, strict=True)
            ],
        )
        return Progress(request.id, Stage.RECORDED, detail=", ".join(map(str, numbers)))

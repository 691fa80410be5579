"""Keeps the registered meetings: takes commands, makes the meetings of series, fills the Snapshot."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import Future
from functools import partial

from gbdt_console.core.booking import Booking
from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.commands import RecordNotice
from gbdt_console.core.meetings.events import CalendarEvent, MeetingRegistered, SeriesRegistered
from gbdt_console.core.meetings.planning import due_events
from gbdt_console.core.meetings.recurrence import Series
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.requests import Progress
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.command_request import CommandRequest, Handler
from gbdt_console.engine.features import EngineContext
from gbdt_console.engine.meetings.commands import CalendarCommands
from gbdt_console.engine.meetings.notice_text import notice_text
from gbdt_console.text.meetings.notices import NoticeWriter

_PLAN_S = 60.0
"""Limits how late a series' next meeting is registered; it is due weeks before it opens."""


class Calendar:
    """Plans from the ledger alone, so that a killed engine plans the same after its start."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._ledger = context.ledger
        self._last_number = 0
        self._waiting: set[Future[Entry]] = set()
        self._notices = NoticeWriter(context.network, context.notice_templates)
        self._commands = CalendarCommands(context, self._new_number)
        self._booking = Booking.of(context.network)
        self._shown: tuple[Registration, ...] = ()
        self._series: tuple[Series, ...] = ()
        self._is_shown_old = True

    def handlers(self) -> Mapping[type[Command], Handler]:
        return dict.fromkeys(self._commands.plans, self._carry_out)

    async def run(self) -> None:
        while True:
            self._plan()
            await asyncio.sleep(_PLAN_S)

    def take(self, entry: Entry) -> None:
        if isinstance(entry.event, CalendarEvent) or entry.kind.startswith("meeting."):
            self._is_shown_old = True
            self._context.on_urgent()

    def fill(self, snapshot: Snapshot) -> Snapshot:
        """Return the Snapshot with the calendar; unchanged meetings stay the same objects."""
        if self._is_shown_old:
            book = self._ledger[CalendarBook]
            self._shown = self._same_objects(book.shown)
            self._series = book.shown_series
            self._is_shown_old = False
        return replace(snapshot, calendar=self._shown, series=self._series, booking=self._booking)

    def _same_objects(self, meetings: tuple[Registration, ...]) -> tuple[Registration, ...]:
        known = {meeting.number: meeting for meeting in self._shown}
        return tuple(known[m.number] if known.get(m.number) == m else m for m in meetings)

    def _plan(self) -> None:
        """Record the events that are due, once those of the last round are written or refused."""
        if any(not future.done() for future in self._waiting):
            return
        self._last_number = max(self._last_number, self._ledger[CalendarBook].last_number)
        due = list(due_events(self._ledger[CalendarBook], self._context.clock.utc(), self._last_number + 1))
        made = (event.number for event in due if isinstance(event, MeetingRegistered))
        self._last_number = max((self._last_number, *made))
        self._waiting = {self._context.record(event, "") for event in due}

    def _new_number(self) -> int:
        self._last_number = max(self._last_number, self._ledger[CalendarBook].last_number) + 1
        return self._last_number

    async def _carry_out(self, request: CommandRequest[Command]) -> Progress:
        command = request.command
        if isinstance(command, RecordNotice) and not command.text:
            told = partial(self._commands.told, command.number, command.group)
            command = replace(command, text=await notice_text(self._notices, told))
        events = self._commands.plans[type(command)](command, request.name)
        last = await self._context.record_for(request, events)
        made = [str(one.number) for one in events if isinstance(one, MeetingRegistered | SeriesRegistered)]
        return replace(last, detail=", ".join(made))

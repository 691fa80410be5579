"""Keeps who is expected as a guest in which meeting; the conference's monitor sees who comes."""

from collections.abc import Mapping, Sequence

from gbdt_console.core.clean_text import clean
from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.guests.commands import GUEST_COMMANDS, ExpectGuest, WithdrawGuest
from gbdt_console.core.guests.events import GuestEvent, GuestExpected, GuestWithdrawn
from gbdt_console.core.guests.guest import GuestBook
from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.meetings.meeting import sheet_id_of
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.command_request import Handler, Refused
from gbdt_console.engine.features import EngineContext, Feature

_MOST_WORDS = 120
_LEAST_SIGNS = 3
"""Least letters and digits of a pattern: fewer would take strangers for guests."""
_MOST_GUESTS = 50
"""Limits the guests of one meeting."""


class GuestsFeature(Feature):
    commands = GUEST_COMMANDS

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._ledger = context.ledger
        self._last_number = 0

    def handlers(self) -> Mapping[type[Command], Handler]:
        return self._context.recording({ExpectGuest: self._expect, WithdrawGuest: self._withdraw})

    def take(self, entry: Entry) -> None:
        if isinstance(entry.event, GuestEvent):
            self._context.on_urgent()

    def fill(self, snapshot: Snapshot) -> Snapshot:
        return replace(snapshot, guests=tuple(self._ledger[GuestBook].guests.values()))

    def _expect(self, command: ExpectGuest, operator: str) -> Sequence[GuestEvent]:
        book = self._ledger[GuestBook]
        typed = (command.pattern, command.organisation, command.phone)
        pattern, organisation, phone = (clean(text.strip(), _MOST_WORDS) for text in typed)
        if sum(map(str.isalnum, pattern)) < _LEAST_SIGNS:
            raise Refused("guest.pattern-wide")
        if not organisation or not phone:
            raise Refused("guest.no-words")
        place = self._context.place_of(command)
        meeting_id = self._meeting_id(command, place)
        if len(book.of(meeting_id)) >= _MOST_GUESTS:
            raise Refused("guest.too-many")
        self._last_number = max(self._last_number, book.last_number) + 1
        return [
            GuestExpected(
                self._last_number, meeting_id, pattern, organisation, phone, operator, conference=place
            )
        ]

    def _withdraw(self, command: WithdrawGuest, operator: str) -> Sequence[GuestEvent]:
        found = self._ledger[GuestBook].guests.get(command.number)
        if found is None or found.is_withdrawn:
            raise Refused("guest.unknown")
        return [GuestWithdrawn(found.number, operator, conference=found.conference)]

    def _meeting_id(self, command: ExpectGuest, place: str) -> str:
        """Return the id in sheets of the open meeting that is meant. Raises Refused."""
        named = command.conference or ""
        registered = self._ledger[CalendarBook].find(int(named)) if named.isdecimal() else None
        running = self._ledger.at(place)[MeetingsHeld].running
        if registered is not None and registered.is_open:
            return str(registered.number)
        if running is None or registered is not None:
            raise Refused("meeting.none")
        return sheet_id_of(running)

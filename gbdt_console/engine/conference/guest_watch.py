"""Knows the expected guests of the running meeting among the callers, and records who came and left."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future

from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.roster import RosterRow
from gbdt_console.core.events import Entry, Event
from gbdt_console.core.guests.guest import Guest, GuestBook, guest_news, with_guests
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.meetings.meeting import sheet_id_of


class GuestWatch:
    """Looks at each poll of one conference; without a meeting nobody is a guest."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock
        self._waiting: list[Future[Entry]] = []

    def marked(self, rows: Iterable[RosterRow]) -> tuple[RosterRow, ...]:
        return with_guests(rows, self._expected())

    def note(self, rows: Iterable[RosterRow], record: Callable[[Event, str], Future[Entry]]) -> None:
        """Record what marked rows tell anew, once all that was recorded before is written."""
        if all(future.done() for future in self._waiting):
            news = guest_news(rows, self._expected(), self._clock.utc())
            self._waiting = [record(event, "") for event in news]

    def _expected(self) -> tuple[Guest, ...]:
        meeting = self._ledger[MeetingsHeld].running
        return () if meeting is None else self._ledger[GuestBook].of(sheet_id_of(meeting))

"""Hides titles and reasons of closed meetings (A12.3) in entries that leave the journal."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace

from gbdt_console.core.events import Entry, Event, MeetingClosedSet, MeetingStarted
from gbdt_console.core.meetings.events import (
    MeetingCancelled,
    MeetingChanged,
    MeetingRegistered,
    NoticeSent,
    SeriesRegistered,
)


class ClosedTitles:
    """Knows which meetings end up closed, from the entries it was shown.

    A meeting counts by the last entry about it, so the title is also hidden in the entry before its closing.
    """

    LEARNT = (MeetingStarted, MeetingClosedSet, MeetingRegistered, MeetingChanged, SeriesRegistered)
    """The events that `learn` learns from."""

    def __init__(self) -> None:
        self._is_closed: dict[str | int, bool] = {}
        self._number_of: dict[str, int] = {}

    def learn(self, entries: Iterable[Entry]) -> None:
        """Take the next entries, in the order of the journal."""
        for entry in entries:
            match entry.event:
                case MeetingStarted() as begun:
                    self._number_of[begun.meeting] = begun.registration
                    self._set(begun.meeting, is_closed=begun.is_closed)
                case MeetingClosedSet() as marked:
                    self._set(marked.meeting, is_closed=marked.is_on)
                case MeetingRegistered() | MeetingChanged() | SeriesRegistered() as planned:
                    self._is_closed[planned.number] = planned.plan.is_closed

    def knows(self, entry: Entry) -> bool:
        """Tell whether `hide` may be given the entry: what it is about was learnt."""
        match entry.event:
            case MeetingStarted() as begun:
                return begun.meeting in self._is_closed
            case MeetingRegistered() | MeetingChanged() | SeriesRegistered() as planned:
                return planned.number in self._is_closed
        return True

    @property
    def closed(self) -> frozenset[str | int]:
        """Return the ids of meetings, and the numbers of registered ones, that end up closed."""
        return frozenset(key for key, is_closed in self._is_closed.items() if is_closed)

    def hide(self, entry: Entry) -> Entry:
        """Return an entry that was learnt; of a closed meeting without title and reason."""
        match entry.event:
            case MeetingStarted() as begun if self._is_closed[begun.meeting]:
                return _with(entry, replace(begun, title=""))
            case MeetingChanged() as changed if self._is_closed[changed.number]:
                plan = replace(changed.plan, title="")
                return _with(entry, replace(changed, plan=plan, reason=""))
            case MeetingRegistered() | SeriesRegistered() as planned if self._is_closed[planned.number]:
                plan = replace(planned.plan, title="")
                return _with(entry, replace(planned, plan=plan))
            case NoticeSent() as sent if self._is_closed.get(sent.number):
                return _with(entry, replace(sent, text=""))
            case MeetingCancelled() as cancelled if self._is_closed.get(cancelled.number):
                return _with(entry, replace(cancelled, reason=""))
        return entry

    def _set(self, meeting: str, *, is_closed: bool) -> None:
        self._is_closed[meeting] = is_closed
        if number := self._number_of.get(meeting):
            self._is_closed[number] = is_closed


def _with(entry: Entry, event: Event) -> Entry:
    return replace(entry, data=asdict(event), event=event)


def hide_closed_titles(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries with empty titles of meetings that end up closed.

    entries: in the order of the journal
    """
    titles = ClosedTitles()
    titles.learn(entries)
    return [titles.hide(entry) for entry in entries]

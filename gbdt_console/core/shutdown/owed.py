"""Folds which meetings ended and wait for the verification of their shutdown (A8.3)."""

from collections.abc import Collection, Iterator
from dataclasses import field, replace
from typing import get_args

from gbdt_console.core.events import MeetingEnded
from gbdt_console.core.feature import Books, Feature
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.meetings.meeting import Meeting, meeting_of_sheet, sheet_id_of
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.shutdown.events import ShutdownClosed, ShutdownEvent, ShutdownOpened
from gbdt_console.core.units import MeetingId, SiteId, Utc

_KEPT = 100
"""Limits the meetings of a book, as the calendar's; older ones stand in the year."""


@dataclass(frozen=True, slots=True)
class OwedShutdown:
    """A meeting that ended, until 'System off' is signed for its sites, proved off or left on with a reason.

    meeting_id: the meeting's id in sheets
    sites: the sites that no signed shutdown covers yet; none for all of the network
    record_id: id of the open shutdown that covers it; empty where none was begun
    covered: the sites of that shutdown
    left_on: sites that were signed with a reason although they were not off
    """

    meeting_id: MeetingId
    conference: str
    sites: tuple[SiteId, ...]
    ended_utc: Utc
    record_id: str = ""
    covered: tuple[SiteId, ...] = ()
    left_on: tuple[SiteId, ...] = ()

    def without(self, sites: Collection[str]) -> tuple[str, ...]:
        return tuple(site for site in self.sites if site not in sites)


@dataclass(slots=True)
class OwedShutdowns:
    """Holds them by the meeting's id in sheets, oldest first."""

    owed: dict[str, OwedShutdown] = field(default_factory=dict)

    def at(self, conference: str) -> tuple[OwedShutdown, ...]:
        return tuple(one for one in self.owed.values() if one.conference == conference)

    def end(self, meeting: Meeting, conference: str, ended_utc: Utc) -> None:
        """Take a meeting that ends; a shutdown that was begun before does not count for it."""
        id_ = sheet_id_of(meeting)
        self.owed.pop(id_, None)
        self.owed[id_] = OwedShutdown(id_, conference, meeting.sites, ended_utc)
        while len(self.owed) > _KEPT:
            del self.owed[next(iter(self.owed))]

    def take(self, event: ShutdownEvent) -> tuple[OwedShutdown, ...]:
        """Take the next event about a shutdown; returns the meetings of which no site is owed any more."""
        if isinstance(event, ShutdownOpened):
            for one in tuple(self._meant(event)):
                taken = replace(one, record_id=event.meeting, covered=tuple(event.sites))
                self.owed[one.meeting_id] = taken
        if not isinstance(event, ShutdownClosed):
            return ()
        ended = []
        for one in [one for one in self.owed.values() if one.record_id == event.meeting]:
            own = [site for site in event.open_sites if not one.sites or site in one.sites]
            signed = replace(one, left_on=(*one.left_on, *own))
            if left := one.without(one.covered):
                self.owed[one.meeting_id] = replace(signed, sites=left, record_id="", covered=())
            else:
                del self.owed[one.meeting_id]
                ended.append(signed)
        return tuple(ended)

    def _meant(self, event: ShutdownOpened) -> Iterator[OwedShutdown]:
        own = meeting_of_sheet(event.meeting)
        return (one for one in self.owed.values() if one.meeting_id == own or one.meeting_id in event.over)


def _fold(book: OwedShutdowns, event: MeetingEnded | ShutdownEvent, books: Books) -> OwedShutdowns:
    running = books[MeetingsHeld].running
    if not isinstance(event, MeetingEnded):
        book.take(event)
    elif running is not None and running.id == event.meeting and event.at_utc:
        book.end(running, event.conference, event.at_utc)  # an older entry has no time to say it by
    return book


OWED_SHUTDOWNS = Feature(
    "owed-shutdowns", OwedShutdowns, (MeetingEnded, *get_args(ShutdownEvent)), _fold
)  # fmt: skip

"""Finds the meetings that a journal holds."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from gbdt_console.core.closed_titles import ClosedTitles
from gbdt_console.core.events import Entry, MeetingClosedSet, MeetingEnded, MeetingEndMoved, MeetingStarted
from gbdt_console.core.meetings.events import MeetingChanged, MeetingRegistered, SeriesRegistered
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.engine.records.samples import PINNED_AROUND_MEETING_S
from gbdt_console.journal.store import EventStore

_OF_MEETINGS = (
    MeetingStarted, MeetingEnded, MeetingEndMoved, MeetingClosedSet, MeetingRegistered, MeetingChanged,
    SeriesRegistered,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PastMeeting:
    """Holds one meeting of a journal.

    number: number of the registered meeting that it was started from; 0 where there is none
    """

    id: str
    number: int
    title: str
    opening_utc: float
    began_utc: float
    planned_end_utc: float
    ended_utc: float | None = None

    @property
    def begin_utc(self) -> float:
        """Return the first moment whose samples are kept by the second, UTC seconds."""
        return min(self.began_utc, self.opening_utc - PINNED_AROUND_MEETING_S)

    @property
    def end_utc(self) -> float:
        """Return the last such moment, UTC seconds."""
        return (self.ended_utc or self.planned_end_utc) + PINNED_AROUND_MEETING_S

    def covers(self, at_utc: float) -> bool:
        return self.begin_utc <= at_utc <= self.end_utc


@dataclass(frozen=True, slots=True)
class PastMeetings:
    """Holds all meetings of a journal.

    meetings: in the order in which they began
    """

    meetings: tuple[PastMeeting, ...]
    titles: ClosedTitles

    def named(self, name: str) -> PastMeeting | None:
        """Return the last meeting of that number or id; the last of all for an empty name."""
        wanted = (one for one in reversed(self.meetings) if not name or name in (one.id, str(one.number)))
        return next(wanted, None)

    def at(self, at_utc: float) -> PastMeeting | None:
        """Return the last meeting to which the moment belongs."""
        return next((one for one in reversed(self.meetings) if one.covers(at_utc)), None)


def past_meetings(store: EventStore) -> PastMeetings:
    """Read the meetings. Raises sqlite3.Error, ValueError for a damaged row."""
    kinds = [event.KIND for event in _OF_MEETINGS]
    entries = [entry for seq, _, _ in store.marks(kinds) for entry in store.read(seq - 1, 1)]
    titles = ClosedTitles()
    titles.learn(entries)
    return PastMeetings(tuple(_folded(entries, titles)), titles)


def _folded(entries: Sequence[Entry], titles: ClosedTitles) -> Iterable[PastMeeting]:
    found: dict[str, PastMeeting] = {}
    for entry in entries:
        match entry.event:
            case MeetingStarted() as event:
                title = "" if event.meeting in titles.closed else event.title
                found[event.meeting] = PastMeeting(
                    event.meeting,
                    event.registration,
                    title,
                    event.opening_utc,
                    entry.at_utc,
                    event.end_utc,
                )
            case MeetingEnded() as event if event.meeting in found:
                found[event.meeting] = replace(found[event.meeting], ended_utc=entry.at_utc)
            case MeetingEndMoved() as event if event.meeting in found:
                found[event.meeting] = replace(found[event.meeting], planned_end_utc=event.end_utc)
    return found.values()

"""Folds a meeting's entries into the spans and moments of its time line."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import field
from enum import StrEnum

from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.floor_events import FloorGiven
from gbdt_console.core.events import Entry, MeetingEnded
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.outages.book import OutageBook
from gbdt_console.core.outages.events import OutageMerged, OutageOpened, OutageRestored
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Utc

_NOTABLE = frozenset(
    {
        "alarm.raised", "blindness.began", "blindness.ended", "checklist.closed", "engine.started",
        "floor.break", "floor.given", "frame.taken", "frame.undone", "meeting.ended", "meeting.started",
        "outage.opened", "outage.restored", "outage.told", "point.changed", "shutdown.closed", "site.left",
    }
)  # fmt: skip
"""Kinds of entries that a jump stops at: what a person saw happen, not each step of an order."""
_TOGETHER_S = 1.0
"""Seconds within which notable entries are one moment, such as a take and the floor that it gives."""


class SpanKind(StrEnum):
    """Kinds of spans of a time line."""

    OUTAGE = "outage"
    SPEAKER = "speaker"


@dataclass(frozen=True, slots=True)
class Span:
    """Holds one span of a time line.

    sites: ids of the sites that were cut off, or of the one that had the floor
    """

    kind: SpanKind
    from_utc: Utc
    until_utc: Utc
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimeLine:
    """Holds what happened between two moments.

    spans: outages and speakers, by begin
    moments: UTC seconds of the notable moments, rising
    """

    begin_utc: Utc
    end_utc: Utc
    spans: tuple[Span, ...] = ()
    moments: tuple[float, ...] = ()

    def next_after(self, at_utc: Utc) -> float | None:
        """Return the first notable moment after `at_utc`; None where there is none."""
        place = bisect_right(self.moments, at_utc)
        return self.moments[place] if place < len(self.moments) else None

    def last_before(self, at_utc: Utc) -> float | None:
        """Return the last notable moment before `at_utc`; None where there is none."""
        place = bisect_left(self.moments, at_utc)
        return self.moments[place - 1] if place else None


@dataclass(slots=True)
class _Making:
    """Collects spans while entries are read.

    outages: begin and sites of each outage that lasts, by number
    speakers: by conference, id of the site that has the floor, and since when; empty: nobody but the chair
    """

    end_utc: Utc
    outages: dict[int, tuple[float, tuple[str, ...]]]
    speakers: dict[str, tuple[str, float]]
    spans: list[Span] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)

    def take(self, entry: Entry) -> None:
        match entry.event:
            case OutageOpened() as opened:
                self.outages[opened.number] = (opened.started_utc, tuple(opened.sites))
            case OutageRestored() as restored:
                self._end_outage(restored.number, restored.at_utc)
            case OutageMerged() as merged:
                self._end_outage(merged.number, merged.at_utc)
            case FloorGiven() as given:
                self._end_speech(given.conference, given.at_utc)
                self.speakers[given.conference] = (given.site, given.at_utc)
            case MeetingEnded() as ended:
                self._end_speech(ended.conference, entry.at_utc)
        if entry.kind in _NOTABLE and (not self.moments or entry.at_utc - self.moments[-1] > _TOGETHER_S):
            self.moments.append(entry.at_utc)

    def finish(self) -> None:
        for conference in tuple(self.speakers):
            self._end_speech(conference, self.end_utc)
        for number in tuple(self.outages):
            self._end_outage(number, self.end_utc)

    def _end_outage(self, number: int, at_utc: Utc) -> None:
        begun = self.outages.pop(number, None)
        if begun is not None:
            self.spans.append(Span(SpanKind.OUTAGE, begun[0], at_utc, begun[1]))

    def _end_speech(self, conference: str, at_utc: Utc) -> None:
        site, since_utc = self.speakers.pop(conference, ("", at_utc))
        if site:
            self.spans.append(Span(SpanKind.SPEAKER, since_utc, at_utc, (site,)))


def time_line(before: Ledger, entries: Iterable[Entry], begin_utc: Utc, end_utc: Utc) -> TimeLine:
    """Return the time line of the entries between two moments.

    before: the fold of all entries before `begin_utc`
    entries: those from then to `end_utc`, in the journal's order
    """
    lasting = {
        one.number: (one.started_utc, one.sites) for one in before[OutageBook].outages.values() if one.is_down
    }
    speakers = {
        conference: (floor.speaker, floor.since_utc or begin_utc)
        for conference, floor in before.every(Floor).items()
    }
    making = _Making(end_utc, lasting, speakers)
    for entry in entries:
        making.take(entry)
    making.finish()
    spans = tuple(sorted(making.spans, key=lambda span: span.from_utc))
    return TimeLine(begin_utc, end_utc, spans, tuple(sorted(making.moments)))

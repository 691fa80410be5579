"""Fold journal entries to the list of the reports that can be made."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from gbdt_console.core.closed_titles import ClosedTitles
from gbdt_console.core.events import Entry, MeetingStarted
from gbdt_console.core.meetings.held import meeting_of
from gbdt_console.core.meetings.meeting import sheet_id_of
from gbdt_console.core.outages.events import OutageOpened
from gbdt_console.core.reports.archive import ReportKind, ReportRef
from gbdt_console.core.shutdown.events import ShutdownOpened
from gbdt_console.core.units import Utc

LISTED = frozenset(
    event.KIND for event in (MeetingStarted, ShutdownOpened, OutageOpened, *ClosedTitles.LEARNT)
)
"""The kinds of entries that the list is made of: of a year's 190 000 entries they are 6 000."""


class ContentsFold:
    """Takes the entries of the kinds LISTED in order and keeps what can be reported about."""

    def __init__(self, timezone: str, carrier_of: Mapping[str, str]) -> None:
        """Keep the months of a time zone."""
        self._zone = ZoneInfo(timezone)
        self._carrier_of = carrier_of
        self._starts: dict[str, Entry] = {}
        self._shutdowns: set[str] = set()
        self._titles = ClosedTitles()
        self._outages: Counter[tuple[str, str]] = Counter()
        self._begins: dict[str, float] = {}

    def note(self, at_utc: Utc) -> None:
        """Take that something was recorded about this time, whatever it was."""
        self._month(at_utc)

    def take(self, entry: Entry) -> None:
        self._titles.learn((entry,))
        match entry.event:
            case MeetingStarted() as started:
                self._starts[started.meeting] = entry
            case ShutdownOpened() as opened_off:
                self._shutdowns.add(opened_off.meeting)
            case OutageOpened() as opened:
                month = self._month(opened.started_utc)
                carriers = {self._carrier_of[site] for site in opened.sites if site in self._carrier_of}
                self._outages.update((month, carrier) for carrier in carriers)

    def refs(self) -> tuple[ReportRef, ...]:
        """Return the reports by kind, the newest first."""
        found = [*self._by_meeting(), *self._by_carrier(), *self._by_month(), *self._by_year()]
        kinds = list(ReportKind)
        return tuple(sorted(found, key=lambda ref: (kinds.index(ref.kind), -ref.at_utc, ref.carrier)))

    def _by_meeting(self) -> Iterator[ReportRef]:
        for entry in map(self._titles.hide, self._starts.values()):
            if isinstance(started := entry.event, MeetingStarted):
                at_utc, number = started.at_utc or entry.at_utc, started.registration
                ref = ReportRef(ReportKind.MINUTES, started.meeting, at_utc, "", started.title, number)
                yield ref
                if sheet_id_of(meeting_of(started)) in self._shutdowns:
                    yield replace(ref, kind=ReportKind.SHUTDOWN)

    def _by_carrier(self) -> Iterator[ReportRef]:
        for (month, carrier), count in self._outages.items():
            yield ReportRef(ReportKind.OUTAGES, month, self._begins[month], carrier, number=count)

    def _by_month(self) -> Iterator[ReportRef]:
        for month, begin_utc in self._begins.items():
            yield ReportRef(ReportKind.AVAILABILITY, month, begin_utc)

    def _by_year(self) -> Iterator[ReportRef]:
        years = {month[:4]: datetime(int(month[:4]), 1, 1, tzinfo=self._zone) for month in self._begins}
        for year, begin in years.items():
            yield ReportRef(ReportKind.YEAR, year, begin.timestamp())

    def _month(self, at_utc: Utc) -> str:
        """Return the month of a time as '2026-01', and note that the journal has it."""
        at = datetime.fromtimestamp(at_utc, self._zone)
        month = f"{at:%Y-%m}"
        if month not in self._begins:
            self._begins[month] = datetime(at.year, at.month, 1, tzinfo=self._zone).timestamp()
        return month

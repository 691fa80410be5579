"""Reads everything that a replay shows, on the one thread that opened the files."""

from collections.abc import Iterator
from pathlib import Path

from gbdt_console.core.events import Entry
from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.events import NoticeSent
from gbdt_console.core.replay.timeline import TimeLine, time_line
from gbdt_console.core.resource_ids import LINE_SUFFIX
from gbdt_console.core.site_history import SitePast
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.clients.notice_history import of_meeting, without_closed_texts
from gbdt_console.engine.clients.site_history import ENTRIES_LOOKED_AT, site_past
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.writer import JOURNAL_NAME, SAMPLES_NAME
from gbdt_console.replay.past_ledger import PastLedger
from gbdt_console.replay.past_meetings import past_meetings
from gbdt_console.replay.past_samples import PastSamples
from gbdt_console.replay.past_snapshot import Moment, PastSnapshots

_AT_ONCE = 100
"""Limits the rows of one read, which may go beyond the last moment."""


class PastReader:
    """Opens journal and samples read-only, beside a running engine too."""

    def __init__(self, directory: Path, network: Network) -> None:
        """Open the files of a state directory.

        Raises sqlite3.Error, FutureSchemaError, ForeignFileError, and ValueError for a damaged row.
        """
        self._store = EventStore.view(directory / JOURNAL_NAME)
        self.meetings = past_meetings(self._store)
        self._ledger = PastLedger(self._store)
        self._samples = PastSamples(directory / SAMPLES_NAME)
        self._snapshots = PastSnapshots(network, self.meetings.titles.closed)

    @property
    def last_utc(self) -> float:
        """Return the time of the journal's last entry, UTC seconds; 0 for an empty one."""
        newest = self._store.rows(max(0, self._store.read_head().seq - 1), at_once=1)
        return next((row.at_utc for row in newest), 0.0)

    def time_line(self, begin_utc: float, end_utc: float) -> TimeLine:
        """Return what happened between two moments. Raises JournalDamaged."""
        self._ledger.go(begin_utc)
        before = self._ledger.ledger
        return time_line(before, self._entries(self._ledger.seq, end_utc), begin_utc, end_utc)

    def snapshot(self, moment: Moment) -> Snapshot:
        """Return the Snapshot of that moment. Raises JournalDamaged, sqlite3.Error."""
        past = self._ledger
        past.go(moment.at_utc)
        figures = self._samples.figures(moment.at_utc)
        return self._snapshots.build(moment, past.ledger, past.standing, figures)

    def past(self, site_id: str, at_utc: float) -> SitePast:
        """Return the hour before that moment and the newest entries of one site until then."""
        self._ledger.go(at_utc)
        begins, codes = self._samples.hour(f"{site_id}.{LINE_SUFFIX}", at_utc)
        first = max(0, self._ledger.seq - ENTRIES_LOOKED_AT)
        newest = self._store.read(first, self._ledger.seq - first)
        return site_past(site_id, begins, codes, [self._hidden(entry) for entry in newest])

    def notices(self, number: int, at_utc: float) -> tuple[NoticeSent, ...]:
        """Return the notices about a meeting until that moment; of one that was ever closed without text."""
        self._ledger.go(at_utc)
        entries = (one for one in self._store.of_kind(NoticeSent.KIND) if one.seq <= self._ledger.seq)
        sent = of_meeting((self._hidden(entry).event for entry in entries), number)
        return without_closed_texts(sent, self._ledger.ledger[CalendarBook])

    def seq_at(self, at_utc: float) -> int:
        """Return the number of the last entry until that moment; 0 where there is none."""
        self._ledger.go(at_utc)
        return self._ledger.seq

    def entries(self, after_seq: int, at_utc: float) -> list[Entry]:
        """Return the entries after that number until the moment, without closed titles."""
        return [self._hidden(entry) for entry in self._entries(after_seq, at_utc)]

    def close(self) -> None:
        self._samples.close()
        self._store.close()

    def _entries(self, after_seq: int, until_utc: float) -> Iterator[Entry]:
        for entry in self._store.entries(after_seq, at_once=_AT_ONCE):
            if entry.at_utc > until_utc:
                return
            yield entry

    def _hidden(self, entry: Entry) -> Entry:
        """Hide a closed title; a meeting that began since the files were opened is learnt first."""
        titles = self.meetings.titles
        if not titles.knows(entry):
            titles.learn([entry])
        return titles.hide(entry)

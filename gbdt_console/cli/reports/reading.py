"""Read the journal for a report."""

from collections.abc import Callable, Mapping
from typing import Protocol

from gbdt_console.cli.client.configuration import network_if_readable
from gbdt_console.cli.client.recorded import read_entries
from gbdt_console.cli.context import Context
from gbdt_console.cli.progress import shown_progress
from gbdt_console.core.carriers import Line
from gbdt_console.core.clock_sync import ClockStood
from gbdt_console.core.events import Entry
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.sites import Network
from gbdt_console.journal.chain import ChainHead
from gbdt_console.text.reports.report_words import ReportPlace, ReportWords

STEP = 500
"""Entries between two notes of how far the reading is: a tenth of a second or less."""


class Fold(Protocol):
    def take(self, entry: Entry) -> None: ...


class Reading:
    """Gives entries to a fold, and says now and then how far it is."""

    def __init__(self, fold: Fold, step: Callable[[int, int], None]) -> None:
        """`step` gets the number of an entry and that of the last one."""
        self._fold, self._step = fold, step
        self._total, self._last_utc = 0, 0.0
        self._clock: ClockStood | None = None

    def expect(self, total: int) -> None:
        self._total = total

    def take(self, entry: Entry) -> None:
        self._last_utc = entry.at_utc
        if isinstance(entry.event, ClockStood):
            self._clock = entry.event
        self._fold.take(entry)
        if not entry.seq % STEP:
            self._step(entry.seq, self._total)

    def end(self, head: ChainHead) -> JournalEnd:
        """Return the last entry; `head` is the chain's head at it."""
        return JournalEnd(head.seq, head.hash if head.seq else "", self._last_utc, self._clock)


@dataclass(frozen=True, slots=True)
class Source:
    """Holds what a report is made with.

    words: names and texts in the language of the call
    network: the configuration; None where it cannot be read
    """

    words: ReportWords
    network: Network | None

    @classmethod
    def of(cls, context: Context, language: str = "", network: Network | None = None) -> "Source":
        """Read the configuration unless the network is known; without either, ids stand for names.

        language: that of a screen; empty for the configuration's
        """
        network = network or network_if_readable(context)
        words = context.words(language or ("" if network is None else network.language))
        return cls(ReportWords(words, ReportPlace.of(network, words)), network)

    @property
    def lines(self) -> Mapping[str, Line]:
        """Return the leased line of each site, in order; empty where no configuration can be read."""
        return {} if self.network is None else {site.id: site.line for site in self.network.sites}

    def read(self, context: Context, fold: Fold) -> JournalEnd:
        """Give every journal entry to the fold; ends the verb where the journal cannot be read.

        A terminal shows how far the reading is.
        """
        with shown_progress() as on_progress:
            reading = Reading(fold, lambda done, total: on_progress(done / max(1, total)))
            return reading.end(read_entries(context, self.words.words, reading.take, reading.expect))

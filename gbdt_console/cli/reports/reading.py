"""Read the journal for a report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from gbdt_console.cli.client.recorded import read_entries
from gbdt_console.cli.client.shown import network_if_readable
from gbdt_console.cli.context import Context
from gbdt_console.cli.progress import shown_progress
from gbdt_console.core.carriers import Line
from gbdt_console.core.events import Entry
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.sites import Network
from gbdt_console.text.reports.report_words import ReportPlace, ReportWords

STEP = 500
"""Entries between two notes of how far the reading is: a tenth of a second or less."""


class Fold(Protocol):
    """Takes all journal entries in order."""

    def take(self, entry: Entry) -> None:
        """Take the next entry."""
        ...


@dataclass(frozen=True, slots=True)
class Source:
    """Holds what a report is made with.

    words: names and texts in the language of the call
    network: the configuration; None where it cannot be read
    """

    words: ReportWords
    network: Network | None

    @classmethod
    def of(cls, context: Context, language: str = "") -> "Source":
        """Read the configuration; without one, ids stand for names.

        language: that of a screen; empty for the configuration's
        """
        network = network_if_readable(context)
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
        last_utc, total = 0.0, 1

        def expect(entries: int) -> None:
            nonlocal total
            total = max(1, entries)

        with shown_progress() as on_progress:

            def take(entry: Entry) -> None:
                nonlocal last_utc
                last_utc = entry.at_utc
                fold.take(entry)
                if not entry.seq % STEP:
                    on_progress(entry.seq / total)

            head = read_entries(context, self.words.words, take, expect)
        return JournalEnd(head.seq, head.hash if head.seq else "", last_utc)

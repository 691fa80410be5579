"""Fold the entries about outages into all their records."""

from collections.abc import Mapping

from gbdt_console.core.events import Entry
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.outages.book import OUTAGES, WholeOutageBook
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.reports.whole_seconds import whole_event
from gbdt_console.core.units import Utc

OTHERS = Ledger()
"""Outages and contracts fold without the records of other features."""


class OutagesFold:
    """Takes all journal entries in order and keeps every outage record, as the ledger does the last ones.

    Times of the records are whole seconds, as papers print them.
    """

    def __init__(self) -> None:
        self._book = WholeOutageBook()

    def take(self, entry: Entry) -> None:
        if isinstance(entry.event, OUTAGES.takes):
            OUTAGES.fold(self._book, whole_event(entry.event), OTHERS)

    @property
    def records(self) -> Mapping[int, Outage]:
        """Return all records by number; those merged into another one among them."""
        return dict(sorted({**self._book.ended, **self._book.outages}.items()))

    def between(self, from_utc: Utc, until_utc: Utc) -> tuple[Outage, ...]:
        """Return the records that lasted into a time, by number; a merged one stands in its whole."""
        return tuple(
            outage
            for outage in self.records.values()
            if not outage.merged_into
            and outage.started_utc < until_utc
            and (outage.restored_utc is None or outage.restored_utc > from_utc)
        )

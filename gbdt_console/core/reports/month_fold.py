"""Fold journal entries into a month by the contracts of the lines."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from gbdt_console.core.carriers import ContractTargets, Line
from gbdt_console.core.events import Entry
from gbdt_console.core.outages.contract_book import CONTRACT, ContractBook
from gbdt_console.core.outages.contract_clock import seconds_in
from gbdt_console.core.outages.contract_events import ContractDayClosed, LineAvailable, LineUnavailable
from gbdt_console.core.outages.contract_month import MonthJudge, answered, month_bounds
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.reports.month import LineReport, MonthFacts, OutageInMonth
from gbdt_console.core.reports.outages.fold import OTHERS, OutagesFold
from gbdt_console.core.units import Utc

_NO_TARGETS = ContractTargets()


class MonthFold:
    """Takes all journal entries in order; keeps the contract's month, and every outage record."""

    def __init__(self, month: str, timezone: str) -> None:
        """`month` is 'YYYY-MM', `timezone` an IANA name. Raises ValueError for another form of month."""
        self._month = month
        self._timezone = timezone
        self._from_s, self._until_s = month_bounds(month, timezone)
        self._book = ContractBook()
        self._is_past = False
        self._began_s: int | None = None
        self._outages = OutagesFold()

    def take(self, entry: Entry) -> None:
        """Take the next entry.

        The contract's month ends with the first closed day of a later one; periods that ran then still end.
        """
        if self._began_s is None:
            self._began_s = int(entry.at_utc)
        self._outages.take(entry)
        event = entry.event
        if isinstance(event, ContractDayClosed) and event.day[:7] > self._month:
            self._is_past = True
        is_counted = not self._is_past or (
            isinstance(event, LineUnavailable | LineAvailable)
            and (event.site, event.from_utc) in self._book.periods
        )
        if is_counted and isinstance(event, CONTRACT.takes):
            CONTRACT.fold(self._book, event, OTHERS)

    def facts(
        self, lines: Mapping[str, Line], end: JournalEnd, now_utc: Utc, carrier_id: str = ""
    ) -> MonthFacts:
        """Return the month.

        lines: the leased line of each site, in order
        carrier_id: only the lines of this carrier; empty for all
        """
        book, records = self._book, self._outages.records
        judge = MonthJudge.of(self._month, self._timezone, now_utc, book, records.get)
        wanted = [
            site_id
            for site_id in chain(lines, (site_id for site_id in sorted(book.terms) if site_id not in lines))
            if not carrier_id or (site_id in lines and lines[site_id].carrier_id == carrier_id)
        ]
        found = []
        for site_id in wanted:
            line, periods = lines.get(site_id), tuple(judge.periods.get(site_id, ()))
            targets = _NO_TARGETS if line is None else line.contract
            found.append(LineReport(line, judge.line(site_id, targets), periods))
        outages = tuple(self._down(records.values(), found, judge.at_s))
        is_late = self._began_s is not None and self._began_s > self._from_s
        return MonthFacts(
            end,
            self._month,
            carrier_id,
            self._from_s,
            self._until_s,
            judge.closed_s,
            tuple(found),
            outages,
            self._began_s if is_late else None,
        )

    def _down(
        self, records: Iterable[Outage], lines: Iterable[LineReport], at_s: int
    ) -> Iterator[OutageInMonth]:
        """Yield the records of these lines; a period counts for the record that has it after merging."""
        sites = {line.month.site_id for line in lines}
        counted = {
            (line.month.site_id, period.from_s): seconds_in(period.counted, self._from_s, at_s)
            for line in lines
            for period in line.periods
        }
        for outage in records:
            own = [(one.site_id, one.from_s) for one in outage.unavailable]
            is_its = outage.likely_cause.counts_against_carrier and not sites.isdisjoint(outage.sites)
            if not counted.keys().isdisjoint(own) or (is_its and self._lasted(outage)):
                down_s = sum(counted.get(key, 0) for key in own)
                yield OutageInMonth(outage, down_s, answered(outage))

    def _lasted(self, outage: Outage) -> bool:
        is_later = outage.restored_utc is None or outage.restored_utc > self._from_s
        return not outage.merged_into and is_later and outage.started_utc < self._until_s

"""Journals what the contract clocks find, and joins each unavailable period to an outage record."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.events import Event
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.outages.book import OutageBook
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.contract_book import ContractBook
from gbdt_console.core.outages.contract_clock import UnavailablePeriod
from gbdt_console.core.outages.contract_events import LineAvailable, LineUnavailable
from gbdt_console.core.outages.events import OutageOpened, OutageRestored, OutageSiteBack, OutageSiteCut
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.outages.rules import CONTRACT_FAULT, RULES
from gbdt_console.engine.outages.contract_days import ContractDays

_AROUND_S = 5.0
"""Limits how far a record's cut may lie from its period, seconds: the record begins with the last good reply,
the period with the first bad second."""


class ContractRecorder:
    """Records on the engine's loop; a period gets its record once its first second counts.

    The ledger applies an event later: for the rest of the minute this object knows the record it opened.
    """

    def __init__(
        self,
        ledger: Ledger,
        record: Callable[[Event], object],
        new_number: Callable[[], int],
        now_utc: Callable[[], float],
    ) -> None:
        """Start with nothing.

        new_number: returns a number that no outage record has
        """
        self._ledger = ledger
        self._record = record
        self._new_number = new_number
        self._now_utc = now_utc
        self._fresh: dict[str, int] = {}
        self._by_site: Mapping[str, list[Outage]] | None = None

    def begin_minute(self) -> None:
        self._fresh.clear()
        self._by_site = None

    def record_line(self, days: ContractDays, line: str) -> None:
        """Record the periods of a line that began or ended in the minute."""
        clock = days.clocks[line]
        for period in (*clock.take_ended(), *([clock.period] if clock.period is not None else ())):
            self._record_period(line, period)

    def reconcile(self, days: ContractDays, since_s: int) -> None:
        """Record what a count from the samples found otherwise than the journal has it.

        since_s: begin of the counted time, since the epoch
        """
        self.begin_minute()
        known = self._ledger[ContractBook].periods
        found: set[tuple[str, int]] = set()
        for line, period in _all_periods(days):
            found.add((line, period.from_s))
            before = known.get((line, period.from_s))
            if before is not None:
                period.number = before.number
            if before is None or (before.until_s, before.counted) != (period.until_s, period.counted):
                self._record_period(line, period, is_always=True)
        for (line, from_s), before in list(known.items()):
            is_since = before.until_s is None or before.until_s > since_s
            if is_since and line in days.clocks and (line, from_s) not in found:
                self._record(LineAvailable(before.number, line, from_s, from_s, 0))
        self.record_days(days)

    def record_days(self, days: ContractDays) -> None:
        closed = days.closed[:]
        days.closed.clear()
        if closed:
            for line, period in days.periods():
                self._record_unavailable(line, period)
        for day in closed:
            self._record(day)

    def _record_period(self, line: str, period: UnavailablePeriod, *, is_always: bool = False) -> None:
        if not period.counted:
            return
        if not period.number:
            period.number = self._number_of(line, period)
            is_always = True
        if period.until_s is None:
            if is_always:
                self._record_unavailable(line, period)
            return
        number, until_s = period.number, period.until_s
        self._record(
            LineAvailable(
                number,
                line,
                period.from_s,
                until_s,
                period.down_s,
                period.counted,
                period.excluded,
                period.blind,
            )
        )
        self._end_record(line, number, until_s)

    def _record_unavailable(self, line: str, period: UnavailablePeriod) -> None:
        spans = ([span[:] for span in part] for part in (period.counted, period.excluded, period.blind))
        self._record(LineUnavailable(period.number, line, period.from_s, *spans))

    def _number_of(self, line: str, period: UnavailablePeriod) -> int:
        """Return the number of the period's record; without one open it, or its last one again."""
        number = self._record_with_cut(line, period)
        if number is not None:
            return number
        number = self._fresh.get(line) or self._ended_lately(line, period.from_s)
        if number is not None:
            self._record(OutageSiteCut(number, line, period.from_s))
        else:
            number = self._new_number()
            from_utc, now_utc, cause = float(period.from_s), self._now_utc(), OutageCause.LINE
            self._record(
                OutageOpened(number, [line], from_utc, now_utc, line, CONTRACT_FAULT, cause=cause)
            )  # fmt: skip
        self._fresh[line] = number
        return number

    def _ended_lately(self, line: str, at_s: int) -> int | None:
        """Return the number of the line's own open record whose fault ended shortly before."""
        for outage in self._of_site(line):
            is_own = outage.is_open and outage.opened_by == AlarmKey(line, CONTRACT_FAULT)
            if is_own and outage.restored_utc is not None:
                return outage.number if at_s - outage.restored_utc <= RULES.reopen_s else None
        return None

    def _record_with_cut(self, line: str, period: UnavailablePeriod) -> int | None:
        """Return the number of the record by which the line was cut off during the period."""
        for outage in self._of_site(line):
            if not outage.merged_into and _is_cut(outage, line, period):
                return outage.number
        return None

    def _of_site(self, line: str) -> Iterable[Outage]:
        """Return the records of a site, open ones first, each part newest first."""
        if self._by_site is None:
            book, by_site = self._ledger[OutageBook], defaultdict(list)
            for outage in (*reversed(book.outages.values()), *reversed(book.ended.values())):
                for site_id in outage.sites:
                    by_site[site_id].append(outage)
            self._by_site = by_site
        return self._by_site.get(line, ())

    def _end_record(self, line: str, number: int, until_s: int) -> None:
        """End a record that the contract clock opened; another one ends with its alarm."""
        known = self._ledger[OutageBook].find(number)
        is_own = known is not None and known.opened_by == AlarmKey(line, CONTRACT_FAULT)
        if self._fresh.get(line) == number or (is_own and known is not None and line in known.sites_down):
            self._record(OutageSiteBack(number, line, float(until_s)))
            self._record(OutageRestored(number, float(until_s)))


def _all_periods(days: ContractDays) -> Iterator[tuple[str, UnavailablePeriod]]:
    for line, clock in days.clocks.items():
        for period in (*clock.take_ended(), *([clock.period] if clock.period is not None else ())):
            if period.counted:
                yield line, period


def _is_cut(outage: Outage, line: str, period: UnavailablePeriod) -> bool:
    until_s = float("inf") if period.until_s is None else period.until_s
    return any(
        one.site_id == line
        and one.from_utc - _AROUND_S <= until_s
        and (one.until_utc is None or one.until_utc + _AROUND_S >= period.from_s)
        for one in outage.downtimes
    )

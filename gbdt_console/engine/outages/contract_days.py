"""Runs the contract clocks of all lines over minutes of samples, and closes the days."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from gbdt_console.core.outages.contract_book import ContractBook
from gbdt_console.core.outages.contract_clock import (
    ContractTerms,
    LineClock,
    Mark,
    Run,
    Spans,
    UnavailablePeriod,
    spans_before,
)
from gbdt_console.core.outages.contract_events import ContractDayClosed
from gbdt_console.engine.outages.minute_runs import Circumstances, MinuteRuns, inside, is_quiet
from gbdt_console.journal.sample_recorder import SECONDS

_BACK_S = 86_400
"""Limits how far the wall clock may be set back, seconds: the seconds until then were counted, and count
once. Beyond it the time before was wrong, and the count begins anew."""
_AHEAD_S = 40 * 86_400
"""Limits a time without samples, seconds: a longer one is a wall clock that was wrong, or no operation."""


class ContractDays:
    """Takes the minutes in order, once each; a minute before the next expected one was taken before.

    next_s: first second that was not taken yet, since the epoch
    clocks: the clock of each line, by site id
    closed: days that ended since the caller emptied it
    """

    def __init__(self, book: ContractBook, lines: Sequence[str], interval_s: float, timezone: str) -> None:
        """Continue after the last closed day of `book`.

        interval_s: seconds between two probes of a line
        timezone: IANA name of the network's time zone
        """
        self._zone = ZoneInfo(timezone)
        self._runs = MinuteRuns(lines, interval_s)
        self._from_s = self.next_s = book.until_s
        ends_s = self._end_of_day(book.until_s)
        self.clocks = {line: LineClock(ends_s, _carried(book, line)) for line in lines}
        self.closed: list[ContractDayClosed] = []
        self._ends_s = ends_s
        self._recorded = _recorded_spans(book)
        recorded = [begin for spans in self._recorded.values() for begin, _ in spans]
        self._first_recorded_s = min(recorded, default=0) // SECONDS * SECONDS

    def follow(self, lines: Sequence[str], book: ContractBook) -> None:
        """Count these lines from now on; those that were counted before go on.

        book: gives the period that runs at a line that was not counted.
        """
        self.clocks = {
            line: self.clocks.get(line) or LineClock(self._ends_s, _carried(book, line)) for line in lines
        }
        self._runs.follow(lines)

    @property
    def has_begun(self) -> bool:
        """Whether there is a time to go on from: a closed day, a minute, or a fault in the journal."""
        return bool(self.next_s or self._first_recorded_s)

    @property
    def day(self) -> str:
        """Return the day that is being counted, 'YYYY-MM-DD'."""
        return datetime.fromtimestamp(self._ends_s - 1, self._zone).date().isoformat()

    def periods(self) -> Iterator[tuple[str, UnavailablePeriod]]:
        """Yield the running periods that have counted seconds, with the site's id."""
        for line, clock in self.clocks.items():
            if clock.period is not None and clock.period.counted:
                yield line, clock.period

    def begin_minute(self, from_s: int, excluded: Mapping[str, Spans]) -> bool:
        """Take the time before a minute as unobserved, and tell whether the minute is a new one.

        from_s: first second of the minute
        excluded: times of planned maintenance by line
        """
        if not self.next_s or not -_BACK_S <= from_s - self.next_s <= _AHEAD_S:
            begins_s = from_s if self.next_s else min(from_s, self._first_recorded_s or from_s)
            self._from_s = self.next_s = begins_s
            self._ends_s = self._end_of_day(begins_s)
            self.clocks = {line: LineClock(self._ends_s) for line in self.clocks}
        if from_s < self.next_s:
            return False
        if from_s > self.next_s:
            self._runs.forget()
            while self.next_s < from_s:
                until_s = min(from_s, self._ends_s + SECONDS if self.next_s >= self._ends_s else self._ends_s)
                self._take_gap(until_s, excluded)
        return True

    def take_line(
        self,
        line: str,
        from_s: int,
        codes: "array[int]",
        blind: Spans,
        excluded: Mapping[str, Spans],
    ) -> bool:
        """Take one line's minute; return whether a period of the line may have begun or ended.

        codes: one code a second
        blind: times in which the console was blind
        """
        clock, until_s = self.clocks[line], from_s + SECONDS
        is_excluded = inside(excluded[line], from_s, until_s) if line in excluded else None
        if is_excluded is None and is_quiet(codes) and clock.take_quiet(from_s, SECONDS, sum(codes)):
            self._runs.quiet(line)
            return False
        recorded = self._recorded.get(line)
        special = Circumstances(
            inside(blind, from_s, until_s) if blind else None,
            is_excluded,
            inside(recorded, from_s, until_s) if recorded else None,
        )
        for run in self._runs.runs(line, from_s, codes, special):
            clock.take(run)
        return clock.period is not None or bool(clock.ended)

    def end_minute(self, until_s: int) -> None:
        """End the minute; close the day once its last seconds are settled."""
        self.next_s = until_s
        if until_s > self._ends_s:
            self._close_day()

    def terms(self) -> Mapping[str, ContractTerms]:
        return {line: replace(clock.terms) for line, clock in self.clocks.items()}

    def blip(self, line: str, at_utc: float) -> None:
        """Count a blip that began then."""
        if line in self.clocks:
            self.clocks[line].blip(at_utc)

    def _take_gap(self, until_s: int, excluded: Mapping[str, Spans]) -> None:
        """Take the time up to `until_s`, within one day, as unobserved."""
        for line, clock in self.clocks.items():
            for run in _gap_runs(self.next_s, until_s, excluded.get(line, []), self._recorded.get(line, [])):
                clock.take(run)
        self.end_minute(until_s)

    def _close_day(self) -> None:
        day, ends_s = self.day, self._ends_s
        self._ends_s = next_ends_s = self._end_of_day(ends_s)
        running = {
            line: from_s
            for line, clock in self.clocks.items()
            if (from_s := clock.running_at_day_end()) is not None
        }
        lines = {line: clock.close_day(next_ends_s).values() for line, clock in self.clocks.items()}
        self.closed.append(ContractDayClosed(day, self._from_s, ends_s, lines, running))
        self._from_s = ends_s

    def _end_of_day(self, at_s: int) -> int:
        tomorrow = datetime.fromtimestamp(at_s, self._zone).date() + timedelta(days=1)
        return int(datetime.combine(tomorrow, time(), self._zone).timestamp())


def _carried(book: ContractBook, line: str) -> UnavailablePeriod | None:
    """Return the period that ran at the end of the last closed day, as it was then."""
    if line not in book.running:
        return None
    from_s = book.running[line]
    known = book.periods.get((line, from_s), UnavailablePeriod(from_s))
    return UnavailablePeriod(
        from_s,
        None,
        spans_before(known.counted, book.until_s),
        spans_before(known.excluded, book.until_s),
        spans_before(known.blind, book.until_s),
        known.number,
    )


def _recorded_spans(book: ContractBook) -> dict[str, Spans]:
    """Return the times since the last closed day that the journal has as down, by line."""
    found: dict[str, Spans] = {}
    for (line, _), period in sorted(book.periods.items()):
        found.setdefault(line, []).extend(span for span in period.counted if span[1] > book.until_s)
    return found


def _gap_runs(from_s: int, until_s: int, excluded: Spans, recorded: Spans) -> Iterator[Run]:
    """Yield the runs of a time without samples: unobserved, but where the journal has it as down."""
    edges = {from_s, until_s}
    for span in (*excluded, *recorded):
        edges.update(edge for edge in span if from_s < edge < until_s)
    ordered = sorted(edges)
    for begin, end in pairwise(ordered):
        mark = Mark.BAD if _covers(recorded, begin) else Mark.UNKNOWN
        yield Run(mark, begin, end - begin, _covers(excluded, begin))


def _covers(spans: Iterable[Sequence[int]], at_s: int) -> bool:
    return any(begin <= at_s < end for begin, end in spans)

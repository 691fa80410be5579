"""Counts the seconds in which a leased line is unavailable by its contract (ITU-T G.826)."""

from dataclasses import field, fields
from enum import Enum

from gbdt_console.core.quick_dataclass import dataclass

TURNS_AFTER_S = 10
"""Limits what turns a line: this many consecutive bad seconds make it unavailable, good ones available."""


class Mark(Enum):
    """Judges one second of a line.

    GOOD: a reply within 1 s
    BAD: no reply, or a later one
    UNKNOWN: the console did not observe
    """

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Run:
    """Holds consecutive seconds of one mark, all of one minute, or all without samples.

    from_s: first second, since the epoch
    is_excluded: whether planned maintenance covers them
    replies: probes with a reply within 1 s
    lost: probes without a reply
    late: probes with a later reply
    rtt_tenths: sum of the replies' round trips, tenths of a millisecond
    """

    mark: Mark
    from_s: int
    seconds: int
    is_excluded: bool = False
    replies: int = 0
    lost: int = 0
    late: int = 0
    rtt_tenths: int = 0


@dataclass(slots=True)
class ContractTerms:
    """Holds the terms of a line's availability over some time.

    total_s: all seconds (T)
    excluded_s: seconds of planned maintenance
    blind_s: seconds outside maintenance that the console did not observe
    down_s: seconds outside maintenance in which the line was unavailable
    outages: unavailable periods by their first counted second
    replies: probes with a reply within 1 s while the line was available and not under maintenance
    lost: such probes without a reply
    late: such probes with a later reply
    blips: cuts that ended before they were an outage
    """

    total_s: int = 0
    excluded_s: int = 0
    blind_s: int = 0
    down_s: int = 0
    outages: int = 0
    replies: int = 0
    lost: int = 0
    late: int = 0
    rtt_tenths: int = 0
    blips: int = 0

    def add(self, other: "ContractTerms") -> None:
        for name in TERM_NAMES:
            if more := getattr(other, name):
                setattr(self, name, getattr(self, name) + more)

    def values(self) -> list[int]:
        """Return the terms in order of TERM_NAMES."""
        return [getattr(self, name) for name in TERM_NAMES]


TERM_NAMES = tuple(item.name for item in fields(ContractTerms))


Spans = list[list[int]]
"""Begin and end of each time, in order, seconds since the epoch."""


@dataclass(slots=True)
class UnavailablePeriod:
    """Holds one time during which a line was unavailable.

    from_s: first bad second, since the epoch
    until_s: first good second after it; None while the period runs
    counted: its times that count as down
    blind: its times that the console did not observe
    number: number of the outage record that it belongs to; 0 before that is known
    """

    from_s: int
    until_s: int | None = None
    counted: Spans = field(default_factory=list)
    excluded: Spans = field(default_factory=list)
    blind: Spans = field(default_factory=list)
    number: int = 0

    @property
    def down_s(self) -> int:
        return seconds_in(self.counted)


def seconds_in(spans: Spans, from_s: int = 0, until_s: int = 1 << 62) -> int:
    """Return the seconds of `spans` from `from_s` on and before `until_s`."""
    return sum(max(0, min(end, until_s) - max(begin, from_s)) for begin, end in spans)


def spans_before(spans: Spans, until_s: int) -> Spans:
    """Return a copy of the spans, cut off at `until_s`."""
    return [[begin, min(end, until_s)] for begin, end in spans if begin < until_s]


def _extend(spans: Spans, run: Run) -> None:
    if spans and spans[-1][1] == run.from_s:
        spans[-1][1] += run.seconds
    else:
        spans.append([run.from_s, run.from_s + run.seconds])


class LineClock:
    """Keeps the contract's state of one line; takes its seconds in order.

    An UNKNOWN second ends a run of bad or good ones; it changes no state and is never down. Under planned
    maintenance the state goes on, and no second counts.

    terms: terms of the day that has not been closed
    period: the running unavailable period; None while the line is available
    ended: periods that ended since `take_ended`
    """

    __slots__ = (
        "_crossed_s",
        "_following",
        "_pending",
        "_pending_s",
        "day_ends_s",
        "ended",
        "period",
        "terms",
    )

    def __init__(self, day_ends_s: int, period: UnavailablePeriod | None = None) -> None:
        """Begin a day.

        day_ends_s: first second after the day, since the epoch
        period: the period that runs at the day's begin; None where the line is available
        """
        self.day_ends_s = day_ends_s
        self.period = period
        self.terms = ContractTerms()
        self.ended: list[UnavailablePeriod] = []
        self._following = ContractTerms()
        self._crossed_s: int | None = None
        self._pending: list[Run] = []
        self._pending_s = 0

    def take_quiet(self, from_s: int, seconds: int, rtt_tenths: int) -> bool:
        """Take good seconds with one reply each, outside maintenance, as `take` does but faster.

        Returns False where the line needs `take`: it is unavailable, or a run waits.
        """
        if self.period is not None or self._pending:
            return False
        terms = self.terms if from_s < self.day_ends_s else self._following
        terms.total_s += seconds
        terms.replies += seconds
        terms.rtt_tenths += rtt_tenths
        return True

    def take(self, run: Run) -> None:
        turning = Mark.BAD if self.period is None else Mark.GOOD
        if run.mark is not turning:
            self._settle()
            self._count(run)
            return
        self._pending.append(run)
        self._pending_s += run.seconds
        if self._pending_s < TURNS_AFTER_S:
            return
        turned_s = self._pending[0].from_s
        if self.period is None:
            self.period = UnavailablePeriod(turned_s)
        else:
            self.period.until_s = turned_s
            if self.period.from_s < self.day_ends_s < turned_s:
                self._crossed_s = self.period.from_s
            self.ended.append(self.period)
            self.period = None
        self._settle()

    def take_ended(self) -> list[UnavailablePeriod]:
        ended, self.ended = self.ended, []
        return ended

    def running_at_day_end(self) -> int | None:
        """Return the first second of the period that ran at the day's end; None where none did."""
        if self.period is not None and self.period.from_s < self.day_ends_s:
            return self.period.from_s
        return self._crossed_s

    def close_day(self, next_ends_s: int) -> ContractTerms:
        """Return the terms of the day and begin the next one.

        Call it once the day's last seconds are settled: TURNS_AFTER_S after its end at the earliest.

        next_ends_s: first second after the next day, since the epoch
        """
        closed, self.terms, self._following = self.terms, self._following, ContractTerms()
        self.day_ends_s = next_ends_s
        self._crossed_s = None
        return closed

    def blip(self, at_s: float) -> None:
        """Count a cut that ended before it was an outage, at the day in which it began."""
        terms = self.terms if at_s < self.day_ends_s else self._following
        terms.blips += 1

    def _settle(self) -> None:
        """Count the waiting run by the state that it did or did not turn."""
        if self._pending:
            for run in self._pending:
                self._count(run)
            self._pending.clear()
            self._pending_s = 0

    def _count(self, run: Run) -> None:
        terms = self.terms if run.from_s < self.day_ends_s else self._following
        terms.total_s += run.seconds
        period = self.period
        if run.is_excluded:
            terms.excluded_s += run.seconds
            kept = None if period is None else period.excluded
        elif run.mark is Mark.UNKNOWN:
            terms.blind_s += run.seconds
            kept = None if period is None else period.blind
        elif period is not None:
            terms.outages += not period.counted
            terms.down_s += run.seconds
            kept = period.counted
        else:
            kept = None
            terms.replies += run.replies
            terms.lost += run.lost
            terms.late += run.late
            terms.rtt_tenths += run.rtt_tenths
        if kept is not None:
            _extend(kept, run)

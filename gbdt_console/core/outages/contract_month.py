"""Judges one month of each leased line by the targets of its contract."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from gbdt_console.core.carriers import ContractTargets
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.contract_book import ContractBook
from gbdt_console.core.outages.contract_clock import ContractTerms, UnavailablePeriod, seconds_in
from gbdt_console.core.outages.outage import Outage, OutageState, Unavailable
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import SiteId, Utc

_ANSWERS = (OutageState.WAITING_CARRIER, OutageState.TECHNICIAN_SENT)

_NO_TERMS = ContractTerms()
_DAY_S = 86_400


class BreachKind(StrEnum):
    AVAILABILITY = "availability"
    RESPONSE = "response"
    REPAIR = "repair"
    LOSS = "loss"
    DELAY = "delay"


@dataclass(frozen=True, slots=True)
class Breach:
    """Holds one missed target with its evidence.

    value: the figure; seconds for RESPONSE and REPAIR, milliseconds for DELAY, else percent
    limit: the contract's target in the same unit
    number: number of the outage record; 0 where the month as a whole missed the target
    from_s: begin of the evidence, since the epoch
    until_s: its end; None while it lasts
    """

    kind: BreachKind
    value: float
    limit: float
    number: int = 0
    from_s: int = 0
    until_s: int | None = None


@dataclass(frozen=True, slots=True)
class UnclosedDay:
    """Holds what the journal knows of a line since the month's last closed day; no contract counts it yet.

    from_s: its first second, since the epoch
    outages: unavailable periods that began in it
    down_s: its unavailable seconds of periods that have ended
    running_from_s: begin of the period that runs; None without one
    total_s: counted seconds as LineMonth's; None where no engine counts
    excluded_s: as LineMonth's; None where no engine counts
    blind_s: as LineMonth's; None where no engine counts
    """

    from_s: int
    outages: int = 0
    down_s: int = 0
    running_from_s: int | None = None
    total_s: int | None = None
    excluded_s: int | None = None
    blind_s: int | None = None

    @property
    def is_quiet(self) -> bool:
        return not self.outages and not self.down_s and self.running_from_s is None


@dataclass(frozen=True, slots=True)
class LineMonth:
    """Holds one line's month by its contract: its closed days, and apart what came after them.

    total_s: all counted time (T), seconds
    blind_s: time outside maintenance that the console did not observe, seconds
    down_s: unavailable time outside both, seconds
    outages: unavailable periods that began in the month
    probes: probes while the line was available, outside maintenance and blind time
    lost: those without a reply
    late: those with a reply after more than 1 s
    rtt_ms: mean round trip of the others, milliseconds; None without one
    target_percent: the contract's availability; None where it names none
    left_s: seconds that may still be down this month; negative once the target is missed; None without one
    blips: blips of each day of the month so far; None for a day that was not counted
    today: what came after the last closed day; None where the whole month is closed
    unwatched_s: time of the month before the last closed day, or of a month that is over, that no closed day
        has: nobody watched it, seconds
    """

    site_id: SiteId
    month: str
    total_s: int = 0
    excluded_s: int = 0
    blind_s: int = 0
    down_s: int = 0
    outages: int = 0
    probes: int = 0
    lost: int = 0
    late: int = 0
    rtt_ms: float | None = None
    target_percent: float | None = None
    left_s: float | None = None
    breaches: tuple[Breach, ...] = ()
    blips: tuple[int | None, ...] = ()
    today: UnclosedDay | None = None
    unwatched_s: int = 0

    @property
    def whole_s(self) -> int:
        """Return all time that is past, seconds; 0 in a month that runs without a closed day."""
        return self.total_s + self.unwatched_s

    @property
    def unseen_s(self) -> int:
        """Return the time outside maintenance that nobody observed, seconds."""
        return self.blind_s + self.unwatched_s

    @property
    def counted_s(self) -> int:
        return self.total_s - self.excluded_s - self.blind_s

    @property
    def availability_percent(self) -> float | None:
        """Return the availability, percent; None where no second counts."""
        return 100.0 * (self.counted_s - self.down_s) / self.counted_s if self.counted_s else None

    @property
    def loss_percent(self) -> float | None:
        """Return the lost probes, percent; a late reply is lost for the contract. None without a probe."""
        return 100.0 * (self.lost + self.late) / self.probes if self.probes else None

    @property
    def repair_s(self) -> float | None:
        """Return the mean time to repair (MTTR), seconds; None without an outage."""
        return self.down_s / self.outages if self.outages else None


def month_bounds(month: str, timezone: str) -> tuple[int, int]:
    """Return the first second of a month and the first one after it, since the epoch.

    month: 'YYYY-MM'. Raises ValueError for another form.
    """
    zone = ZoneInfo(timezone)
    first = datetime.strptime(month, "%Y-%m").replace(tzinfo=zone)
    after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return int(first.timestamp()), int(after.timestamp())


@dataclass(frozen=True, slots=True)
class MonthJudge:
    """Judges lines for one month, by the journal alone: screen, verb and paper have the same figures.

    closed_s: end of its closed days
    at_s: end of what is judged: of the month where that is over, else of the closed days
    book: closed days
    periods: unavailable periods that touch the month, by site id, in order of begin
    """

    month: str
    from_s: int
    until_s: int
    closed_s: int
    at_s: int
    book: ContractBook
    periods: Mapping[str, Sequence[UnavailablePeriod]]
    records: Callable[[int], Outage | None]

    @classmethod
    def of(
        cls,
        month: str,
        timezone: str,
        now_utc: Utc,
        book: ContractBook,
        records: Callable[[int], Outage | None],
    ) -> "MonthJudge":
        from_s, until_s = month_bounds(month, timezone)
        closed_s = min(book.until_s, until_s) if book.month == month else from_s
        periods: dict[str, list[UnavailablePeriod]] = {}
        for (site_id, _), period in sorted(book.periods.items()):
            is_later = period.until_s is None or period.until_s > from_s
            if is_later and period.from_s < until_s:
                periods.setdefault(site_id, []).append(period)
        at_s = until_s if now_utc >= until_s else closed_s
        return cls(month, from_s, until_s, closed_s, at_s, book, periods, records)

    def line(self, site_id: str, targets: ContractTargets, live: ContractTerms | None = None) -> LineMonth:
        """Return the month of one line; `live` are an engine's terms since the last closed day."""
        terms, book, periods = ContractTerms(), self.book, self.periods.get(site_id, ())
        is_same = book.month == self.month
        if is_same:
            terms.add(book.terms.get(site_id, _NO_TERMS))
        blips = list(book.blips.get(site_id, ())) if is_same else []
        days = -(-(self.at_s - self.from_s) // _DAY_S)
        blips = (blips + [None] * days)[:days]
        if live is not None:
            blips.append(live.blips)
        return LineMonth(
            site_id,
            self.month,
            terms.total_s,
            terms.excluded_s,
            terms.blind_s,
            terms.down_s,
            terms.outages,
            _probes(terms),
            terms.lost,
            terms.late,
            None if (rtt_ms := _rtt_ms(terms)) is None else round(rtt_ms, 1),
            targets.availability_percent,
            self._left_s(terms, targets),
            tuple(self._breaches(terms, targets, periods)),
            tuple(blips),
            self._today(periods, live),
            max(0, self.at_s - self.from_s - terms.total_s),
        )

    def _today(self, periods: Sequence[UnavailablePeriod], live: ContractTerms | None) -> UnclosedDay | None:
        since_s, until_s = self.closed_s, self.until_s
        later = [one for one in periods if one.until_s is None or one.until_s > since_s]
        if since_s >= until_s or (self.at_s == until_s and not later):
            return None
        return UnclosedDay(
            since_s,
            sum(one.from_s >= since_s for one in later),
            sum(seconds_in(one.counted, since_s, until_s) for one in later if one.until_s is not None),
            next((one.from_s for one in later if one.until_s is None), None),
            *((None,) * 3 if live is None else (live.total_s, live.excluded_s, live.blind_s)),
        )

    def _left_s(self, terms: ContractTerms, targets: ContractTargets) -> float | None:
        """Return the allowed seconds that are left; a month that has not ended is taken as whole."""
        if targets.availability_percent is None:
            return None
        whole_s = terms.total_s + max(0, self.until_s - self.at_s)
        share = 1.0 - targets.availability_percent / 100.0
        allowed_s = (whole_s - terms.excluded_s - terms.blind_s) * share
        return round(allowed_s - terms.down_s, 1)

    def _breaches(
        self, terms: ContractTerms, targets: ContractTargets, periods: Sequence[UnavailablePeriod]
    ) -> Iterator[Breach]:
        """Yield the missed targets; a late answer counts in the month in which its limit passed."""
        left_s, target = self._left_s(terms, targets), targets.availability_percent
        counted_s = terms.total_s - terms.excluded_s - terms.blind_s
        if left_s is not None and target is not None and left_s < 0.0 and counted_s:
            value = 100.0 * (counted_s - terms.down_s) / counted_s
            yield Breach(BreachKind.AVAILABILITY, value, target, 0, self.from_s, self.closed_s)
        loss = 100.0 * (terms.lost + terms.late) / max(1, _probes(terms))
        if loss > targets.loss_percent:
            yield Breach(BreachKind.LOSS, loss, targets.loss_percent, 0, self.from_s, self.closed_s)
        rtt_ms = _rtt_ms(terms)
        if rtt_ms is not None and rtt_ms > targets.rtt_ms:
            yield Breach(BreachKind.DELAY, rtt_ms, targets.rtt_ms, 0, self.from_s, self.closed_s)
        for number in dict.fromkeys(period.number for period in periods):
            if (record := self.records(number)) is not None:
                late = late_answers(record, targets, self.at_s)
                yield from (one for one in late if self.from_s <= one.from_s + one.limit < self.at_s)
        for period in periods:
            if (record := self.records(period.number)) is not None:
                yield from late_repairs(record, period, targets)


def late_answers(record: Outage, targets: ContractTargets, at_s: float) -> Iterator[Breach]:
    """Yield a carrier's late answer to a report.

    at_s: end of what is counted, since the epoch
    """
    limit_s, reported_utc = targets.response_minutes, record.reported_utc
    if limit_s is None or reported_utc is None or not record.likely_cause.counts_against_carrier:
        return
    answered_utc = answered(record)
    waited_s = (at_s if answered_utc is None else answered_utc) - reported_utc
    if waited_s > limit_s * 60.0:
        ends = None if answered_utc is None else int(answered_utc)
        begins = int(reported_utc)
        yield Breach(BreachKind.RESPONSE, waited_s, limit_s * 60.0, record.number, begins, ends)


def late_repairs(
    record: Outage, period: UnavailablePeriod | Unavailable, targets: ContractTargets
) -> Iterator[Breach]:
    """Yield a repair of one of the record's periods that took too long."""
    limit_s = repair_limit_s(record, targets)
    if limit_s is not None and period.down_s > limit_s:
        yield Breach(
            BreachKind.REPAIR, period.down_s, limit_s, record.number, period.from_s, period.until_s
        )  # fmt: skip


def repair_limit_s(record: Outage, targets: ContractTargets) -> float | None:
    """Return the allowed time to repair, seconds; None without one, and where the carrier is not to blame."""
    if not record.likely_cause.counts_against_carrier:
        return None
    hours = targets.repair_hours
    if record.likely_cause is OutageCause.LINE and targets.line_repair_hours is not None:
        hours = targets.line_repair_hours
    return None if hours is None else hours * 3_600.0


def _probes(terms: ContractTerms) -> int:
    return terms.replies + terms.lost + terms.late


def _rtt_ms(terms: ContractTerms) -> float | None:
    return terms.rtt_tenths / terms.replies / 10.0 if terms.replies else None


def answered(record: Outage) -> float | None:
    """Return when the carrier answered the report: its first estimate, or the first state that shows it."""
    reported_utc = record.reported_utc
    if reported_utc is None:
        return None
    moments = [
        *(estimate.given_utc for estimate in record.estimates if estimate.source.is_promise),
        *(step.at_utc for step in record.steps if step.state in _ANSWERS),
    ]
    return min((at_utc for at_utc in moments if at_utc >= reported_utc), default=None)

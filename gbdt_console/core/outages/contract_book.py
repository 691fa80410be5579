"""Folds the contract clock's events: terms of the month's closed days, and what a start counts today from."""

from copy import deepcopy
from dataclasses import field
from math import inf
from typing import get_args

from gbdt_console.core.alarms.events import MaintenanceEnded, MaintenancePlanned
from gbdt_console.core.events import BlindnessBegan, BlindnessEnded, BlipSeen, EngineStarted
from gbdt_console.core.feature import Books, Feature
from gbdt_console.core.journal_events import JournalReplaced
from gbdt_console.core.outages import contract_events
from gbdt_console.core.outages.contract_clock import TERM_NAMES, ContractTerms, UnavailablePeriod
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.resource_ids import site_of_line
from gbdt_console.core.units import Utc

_DAYS = 31
_BLIND_UNTIL_DECLARED_S = 10.0
"""Limits the blindness that a crash left open: once it is declared, no sample is kept that could count."""


@dataclass(slots=True)
class ContractBook:
    """Holds the month of the last closed day.

    answered: second of each line's first answer, since the epoch, by site id
    lacks_answers: whether first answers may stand in a damaged journal that this one replaced
    day: the last closed day, 'YYYY-MM-DD'; empty before the first
    until_s: first second after it, since the epoch; 0 before the first
    terms: terms of the month's closed days, by site id
    blips: blips of each closed day of the month, by site id; None where the day was not closed
    periods: unavailable periods of the month and those that run, by site id and first second
    running: begin of each period that ran at the end of the last closed day, by site id
    blind: times since then in which the console was blind, UTC seconds; the last may have no end yet
    windows: planned work since then: resource, begin and end, UTC seconds, by id
    seen_blips: site id and begin of each blip since then, UTC seconds
    """

    answered: dict[str, int] = field(default_factory=dict)
    lacks_answers: bool = False
    day: str = ""
    until_s: int = 0
    terms: dict[str, ContractTerms] = field(default_factory=dict)
    blips: dict[str, list[int | None]] = field(default_factory=dict)
    periods: dict[tuple[str, int], UnavailablePeriod] = field(default_factory=dict)
    running: dict[str, int] = field(default_factory=dict)
    blind: list[list[float | None]] = field(default_factory=list)
    windows: dict[str, tuple[str, float, float]] = field(default_factory=dict)
    seen_blips: list[tuple[str, float]] = field(default_factory=list)

    @property
    def month(self) -> str:
        """Return the month of the terms, 'YYYY-MM'; empty before the first closed day."""
        return self.day[:7]

    def has_answered(self, site_id: str) -> bool:
        """Tell whether the site's line ever answered, or may have."""
        return self.counted_from_s(site_id) < inf

    def counted_from_s(self, site_id: str) -> float:
        """Return from when a silence of the site's line counts: its first answer, seconds since the epoch.

        0 where this journal cannot tell: one from before LineAnswered has only the terms of closed days as
        proof, one behind a damaged journal has none. Infinity where the line never answered.
        """
        terms = self.terms.get(site_id)
        if self.lacks_answers or (terms is not None and terms.replies > 0):
            return 0
        return self.answered.get(site_id, inf)

    def copy(self) -> "ContractBook":
        return deepcopy(self)

    def apply(self, event: contract_events.ContractEvent | MaintenancePlanned | MaintenanceEnded) -> None:
        match event:
            case contract_events.LineAnswered():
                self.answered.setdefault(event.site, event.at_utc)
            case contract_events.LineUnavailable() | contract_events.LineAvailable():
                self._put(event)
            case contract_events.ContractDayClosed():
                self._close(event)
            case MaintenancePlanned():
                self.windows[event.window] = (event.resource, event.from_utc, event.until_utc)
            case MaintenanceEnded() if event.at_utc and event.window in self.windows:
                resource, from_utc, until_utc = self.windows[event.window]
                self.windows[event.window] = (resource, from_utc, min(until_utc, event.at_utc))

    def blip_seen(self, site_id: str, at_utc: Utc) -> None:
        """Keep a blip of a line for the day's terms."""
        self.seen_blips.append((site_id, at_utc))

    def blindness_began(self, at_utc: Utc) -> None:
        self.blind.append([at_utc, None])

    def blindness_ended(self, lasted_s: float) -> None:
        """Keep the end of the blindness that began last; a stall within another one ends at once."""
        for span in reversed(self.blind):
            if span[0] is not None and span[1] is None:
                span[1] = span[0] + lasted_s
                return

    def engine_started(self) -> None:
        """End a blindness that the engine before left open."""
        for span in self.blind:
            if span[1] is None and span[0] is not None:
                span[1] = span[0] + _BLIND_UNTIL_DECLARED_S

    def _put(self, event: contract_events.LineUnavailable | contract_events.LineAvailable) -> None:
        until_s = event.until_utc if isinstance(event, contract_events.LineAvailable) else None
        key = (event.site, event.from_utc)
        if until_s == event.from_utc:
            self.periods.pop(key, None)
            return
        spans = (event.counted, event.excluded, event.blind)
        counted, excluded, blind = ([list(span) for span in one] for one in spans)
        self.periods[key] = UnavailablePeriod(event.from_utc, until_s, counted, excluded, blind, event.number)

    def _close(self, event: contract_events.ContractDayClosed) -> None:
        """Add a day; one that is not later than the last of its month was added before."""
        if event.day[:7] == self.month and event.day <= self.day:
            return
        if event.day[:7] != self.month:
            self.terms, self.blips = {}, {}
            self.periods = {
                key: period
                for key, period in self.periods.items()
                if period.until_s is None or period.until_s > event.from_utc
            }
        self.day, self.until_s = event.day, event.until_utc
        self.running = dict(event.running)
        for site_id, values in event.lines.items():
            terms = terms_of(values)
            self.terms.setdefault(site_id, ContractTerms()).add(terms)
            days = self.blips.setdefault(site_id, [None] * _DAYS)
            days[int(event.day[8:]) - 1] = terms.blips
        self._forget()

    def _forget(self) -> None:
        self.blind = [span for span in self.blind if span[1] is None or span[1] > self.until_s]
        self.windows = {name: window for name, window in self.windows.items() if window[2] > self.until_s}
        self.seen_blips = [seen for seen in self.seen_blips if seen[1] >= self.until_s]


def terms_of(values: list[int]) -> ContractTerms:
    """Read terms from their values in order of TERM_NAMES; terms added later are 0 in older values."""
    return ContractTerms(**dict(zip(TERM_NAMES, values, strict=False)))


def _fold(
    book: ContractBook,
    event: contract_events.ContractEvent
    | MaintenancePlanned
    | MaintenanceEnded
    | BlipSeen
    | BlindnessBegan
    | BlindnessEnded
    | EngineStarted
    | JournalReplaced,
    _: Books,
) -> ContractBook:
    match event:
        case BlipSeen():
            if (site_id := site_of_line(event.target)) is not None:
                book.blip_seen(site_id, event.started_utc)
        case BlindnessBegan():
            book.blindness_began(event.started_utc)
        case BlindnessEnded():
            book.blindness_ended(event.lasted_s)
        case EngineStarted():
            book.engine_started()
        case JournalReplaced():
            book.lacks_answers = True
        case _:
            book.apply(event)
    return book


CONTRACT = Feature(
    "contract",
    ContractBook,
    (
        *get_args(contract_events.ContractEvent),
        MaintenancePlanned,
        MaintenanceEnded,
        BlipSeen,
        BlindnessBegan,
        BlindnessEnded,
        EngineStarted,
        JournalReplaced,
    ),
    _fold,
)

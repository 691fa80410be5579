"""Writes a year of a large province as a journal: 210 sites, 400 meetings, 5 000 outages.

`write_year(directory)` takes a minute; `stored_year()` writes it once and keeps it in build/. The sites are
those of `gbdt-console example --sites 210`. The year begins at YEAR_BEGAN_UTC and has Checkpoints by the
engine's own rule. It has no samples.
"""

import heapq
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from gbdt_console.cli.demo_network import demo_network
from gbdt_console.core.events import BlipSeen, EngineStarted, Event
from gbdt_console.core.ledger import Checkpoint, Ledger
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.contract_clock import ContractTerms
from gbdt_console.core.outages.contract_events import ContractDayClosed
from gbdt_console.core.resource_ids import LINE_SUFFIX
from gbdt_console.core.sites import Network
from gbdt_console.journal.chain import UnchainedEntry
from gbdt_console.journal.checkpoints import is_due
from gbdt_console.journal.codec import read_event
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.writer import JOURNAL_NAME
from tests.support.reports.year_meetings import PlannedMeeting
from tests.support.reports.year_outages import Moment, PlannedOutage

YEAR = 2026
YEAR_BEGAN_UTC = datetime(YEAR, 1, 1, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")).timestamp()
_DAYS = 365
_DAY_S = 86_400
_HOURS = (8, 14)
"""Local hours at which meetings open."""
_WORKDAYS = 5
_BATCH = 2_000
"""Limits the events of one transaction."""
_CAUSES = (
    (OutageCause.LINE, 60),
    (OutageCause.CARRIER_EQUIPMENT, 12),
    (OutageCause.POWER_GRID, 12),
    (OutageCause.CODEC, 10),
    (OutageCause.UNKNOWN, 6),
)
"""Causes with their weights."""


@dataclass(frozen=True)
class Year:
    """Plans one year; the same values give the same events.

    sites: number of sites
    meetings: number of meetings
    outages: number of outages
    days: number of days from YEAR_BEGAN_UTC
    seed: the source of chance
    """

    sites: int = 210
    meetings: int = 400
    outages: int = 5_000
    days: int = _DAYS
    seed: int = 16

    @cached_property
    def network(self) -> Network:
        """The network of the year."""
        return demo_network(self.sites)

    @cached_property
    def planned_outages(self) -> tuple[PlannedOutage, ...]:
        """The outages in order of their begin; those of one site never overlap."""
        luck = random.Random(self.seed)
        causes, weights = zip(*_CAUSES, strict=True)
        slots = self.days * 4  # of six hours: an outage and its closing fit in one
        places = [divmod(place, slots) for place in luck.sample(range(self.sites * slots), self.outages)]
        operators = list(self.network.operators.values())
        planned = []
        began = sorted((slot * 21_600 + luck.uniform(600.0, 3_000.0), site) for site, slot in places)
        for number, (from_s, site) in enumerate(began, start=1):
            operator = luck.choice(operators)
            planned.append(
                PlannedOutage(
                    number,
                    self.network.sites[site].id,
                    OutageCause(luck.choices(causes, weights)[0]),
                    round(YEAR_BEGAN_UTC + from_s, 3),
                    round(min(14_000.0, luck.lognormvariate(7.0, 1.0) + 20.0), 3),
                    luck.uniform(600.0, 7_200.0),
                    luck.uniform(90.0, 900.0),
                    luck.random() < 0.4,
                    luck.random() < 0.8,
                    operator.id,
                    operator.name,
                )
            )
        return tuple(planned)

    @cached_property
    def planned_meetings(self) -> tuple[PlannedMeeting, ...]:
        """The meetings in order of their opening; one at a time."""
        luck = random.Random(self.seed + 1)
        zone = ZoneInfo(self.network.timezone)
        first = date(YEAR, 1, 1)
        days = [first + timedelta(days=place) for place in range(2, self.days - 1)]
        slots = [(day, hour) for day in days if day.weekday() < _WORKDAYS for hour in _HOURS]
        ids = [site.id for site in self.network.sites]
        operator = next(iter(self.network.operators.values()))
        planned = []
        for number, (day, hour) in enumerate(sorted(luck.sample(slots, self.meetings)), start=1):
            opening = datetime(day.year, day.month, day.day, hour, tzinfo=zone).timestamp()
            is_whole = number % 4 == 0
            sites = tuple(ids) if is_whole else (ids[0], *luck.sample(ids[1:], min(len(ids) - 1, 24)))
            noticed_s = luck.choice((1.2, 2.5, 3.0, 5.0)) * _DAY_S
            noticed_s = min(noticed_s, opening - YEAR_BEGAN_UTC - 3_600)
            own = random.Random(self.seed * 1_000 + number)
            planned.append(
                PlannedMeeting(
                    number,
                    self.network,
                    sites,
                    opening,
                    noticed_s,
                    number % 20 == 0,
                    operator.id,
                    operator.name,
                    own,
                )
            )
        return tuple(planned)

    def moments(self) -> Iterator[Moment]:
        """Yield all events but checkpoints, in the order of their times."""
        parts: list[Iterator[Moment]] = [self._days(), *(p.moments() for p in self.planned_meetings)]
        parts.extend(p.moments() for p in self.planned_outages)
        until = YEAR_BEGAN_UTC + self.days * _DAY_S
        for moment in heapq.merge(*parts, key=lambda one: one[0]):
            if moment[0] >= until:
                return
            yield moment

    def _days(self) -> Iterator[Moment]:
        """Yield the engine's start, its blips, and the contract's terms of each day."""
        luck = random.Random(self.seed + 2)
        yield YEAR_BEGAN_UTC, "", EngineStarted("year", self.network.fingerprint, "1")
        down = _down_by_day(self.planned_outages)
        for day in range(self.days):
            from_utc = int(YEAR_BEGAN_UTC) + day * _DAY_S
            blips: Counter[str] = Counter()
            times = sorted(luck.uniform(60.0, _DAY_S - 60.0) for _ in range(self.sites // 10))
            for at_s in times:
                site = luck.choice(self.network.sites).id
                blips[site] += 1
                at_utc = round(from_utc + at_s, 3)
                yield at_utc + 5, "", BlipSeen(f"{site}.{LINE_SUFFIX}", at_utc, 3.0)
            lines = {}
            for site_id in (site.id for site in self.network.sites):
                down_s, cuts = down.get((site_id, day), (0, 0))
                lost = luck.randrange(40)
                replies = _DAY_S - down_s - lost
                terms = ContractTerms(
                    _DAY_S,
                    down_s=down_s,
                    outages=cuts,
                    replies=replies,
                    lost=lost,
                    rtt_tenths=replies * luck.randrange(80, 400),
                    blips=blips[site_id],
                )
                lines[site_id] = list(terms.values())
            name = (date(YEAR, 1, 1) + timedelta(days=day)).isoformat()
            yield from_utc + _DAY_S + 15.0, "", ContractDayClosed(name, from_utc, from_utc + _DAY_S, lines)


def write_year(directory: Path, year: Year | None = None) -> Path:
    """Write the journal of a year into `directory` and return its file."""
    path = directory / JOURNAL_NAME
    EventStore.create(path)
    ledger, drafts = Ledger(), list[UnchainedEntry]()
    entries, folded_utc, size = 0, YEAR_BEGAN_UTC, 0
    with EventStore.open(path) as store:
        for at_utc, operator, event in (year or Year()).moments():
            if is_due(entries, at_utc - folded_utc, size):
                drafts.append(UnchainedEntry.of(Checkpoint(ledger), at_utc))
                entries, folded_utc, size = 0, at_utc, len(drafts[-1].data)
            drafts.append(UnchainedEntry.of(event, at_utc, operator))
            ledger.apply(_as_read(drafts[-1]))
            entries += 1
            if len(drafts) >= _BATCH:
                store.append(drafts)
                drafts.clear()
        store.append(drafts)
    return path


def _as_read(draft: UnchainedEntry) -> Event | None:
    """The event as its row gives it back, as the engine folds it."""
    return read_event(draft.event.KIND, draft.event.VERSION, json.loads(draft.data))


def stored_year(parent: Path = Path("build"), year: Year | None = None) -> Path:
    """Return the journal of a year, written once into `parent`; its directory is a state directory.

    year: the year's plan, one for each `parent`; None for the whole year
    """
    directory = parent / f"year-{YEAR}"
    if not (directory / JOURNAL_NAME).exists():
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = parent / f"year-{YEAR}.part"
        unfinished.mkdir(mode=0o700, exist_ok=True)
        for leftover in unfinished.iterdir():
            leftover.unlink()
        write_year(unfinished, year).rename(directory / JOURNAL_NAME)
    return directory / JOURNAL_NAME


def _down_by_day(outages: Sequence[PlannedOutage]) -> dict[tuple[str, int], tuple[int, int]]:
    """Return the down seconds and begun periods of each line, by site id and number of the day."""
    found: dict[tuple[str, int], tuple[int, int]] = {}
    for outage in outages:
        if not outage.is_of_line:
            continue
        from_s, until_s = (second - int(YEAR_BEGAN_UTC) for second in outage.contract_s())
        for day in range(from_s // _DAY_S, (until_s - 1) // _DAY_S + 1):
            begins, ends = max(from_s, day * _DAY_S), min(until_s, (day + 1) * _DAY_S)
            down_s, cuts = found.get((outage.site_id, day), (0, 0))
            found[outage.site_id, day] = down_s + ends - begins, cuts + (begins == from_s)
    return found

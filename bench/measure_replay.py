"""Measure the replay over some days of a large province: opening, jumps anywhere, and the next second.

Outages and meetings are as dense as in a whole year, which would take minutes to write.
"""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.figure import Figure, Work
from gbdt_console.replay.past_reader import PastReader
from gbdt_console.replay.past_snapshot import Moment
from tests.support.reports.year import YEAR_BEGAN_UTC, Year, stored_year

_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class _Size:
    """How much is written, and how many jumps are made in it."""

    days: int
    sites: int
    meetings: int
    outages: int
    jumps: int

    @property
    def year(self) -> Year:
        return Year(self.sites, self.meetings, self.outages, self.days)


_FULL, _SHORT = _Size(30, 210, 33, 410, 20), _Size(8, 11, 2, 8, 3)


def measure(is_short: bool) -> Iterator[Figure]:
    """Yield the figures of the replay; the days are written at the first run."""
    size = _SHORT if is_short else _FULL
    year = size.year
    directory = stored_year(Path(f"build/replay-{size.days}-days-{size.sites}-sites"), year).parent
    about = f"{size.days} days, {size.sites} sites"
    opened_s, reader = _opened(directory, year)
    yield Figure(f"replay: open, {about}", "s", opened_s, Work(1, 1, "opens"))
    luck = random.Random(1)
    jumps = sorted(
        _shown_s(reader, YEAR_BEGAN_UTC + luck.uniform(0.0, year.days) * _DAY_S) for _ in range(size.jumps)
    )
    made = Work(len(jumps), size.jumps, "jumps")
    yield Figure(f"replay: jump anywhere, {about}, median", "s", jumps[size.jumps // 2], made)
    yield Figure(f"replay: jump anywhere, {about}, slowest", "s", jumps[-1], made, budget=1.0)
    at_utc = reader.meetings.meetings[-1].began_utc
    _shown_s(reader, at_utc)
    steps = sorted(_shown_s(reader, at_utc + second) for second in range(1, size.jumps + 1))
    reader.close()
    made = Work(len(steps), size.jumps, "steps")
    yield Figure(f"replay: next second, {about}, median", "s", steps[size.jumps // 2], made)


def _opened(directory: Path, year: Year) -> tuple[float, PastReader]:
    began_s = time.perf_counter()
    reader = PastReader(directory, year.network)
    return time.perf_counter() - began_s, reader


def _shown_s(reader: PastReader, at_utc: float) -> float:
    began_s = time.perf_counter()
    reader.snapshot(Moment(at_utc, 0.0, 1))
    return time.perf_counter() - began_s

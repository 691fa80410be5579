"""Measure the replay over a year of a large province: opening, jumps anywhere, and the next second."""

import random
import time
from pathlib import Path

from bench.figure import Figure
from gbdt_console.replay.past_reader import PastReader
from gbdt_console.replay.past_snapshot import Moment
from tests.support.reports.year import YEAR_BEGAN_UTC, Year, stored_year

_JUMPS = 40
_DAY_S = 86_400.0


def measure() -> list[Figure]:
    """Return the figures of the replay; the year is written at the first run, which takes minutes."""
    directory, year = stored_year().parent, Year()
    network = year.network
    opened_s, reader = _opened(directory, year)
    luck = random.Random(1)
    jumps = sorted(
        _shown_s(reader, YEAR_BEGAN_UTC + luck.uniform(0.0, year.days) * _DAY_S) for _ in range(_JUMPS)
    )
    at_utc = reader.meetings.meetings[-1].began_utc
    _shown_s(reader, at_utc)
    steps = sorted(_shown_s(reader, at_utc + second) for second in range(1, _JUMPS + 1))
    reader.close()
    about = f"{len(network.sites)} sites"
    return [
        Figure(f"replay: open a year, {about}", "s", opened_s),
        Figure(f"replay: jump anywhere in a year, {about}, median", "s", jumps[_JUMPS // 2]),
        Figure(f"replay: jump anywhere in a year, {about}, slowest", "s", jumps[-1], budget=1.0),
        Figure(f"replay: next second, {about}, median", "s", steps[_JUMPS // 2]),
    ]


def _opened(directory: Path, year: Year) -> tuple[float, PastReader]:
    began_s = time.perf_counter()
    reader = PastReader(directory, year.network)
    return time.perf_counter() - began_s, reader


def _shown_s(reader: PastReader, at_utc: float) -> float:
    began_s = time.perf_counter()
    reader.snapshot(Moment(at_utc, 0.0, 1))
    return time.perf_counter() - began_s

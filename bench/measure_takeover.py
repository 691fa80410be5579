"""Measure a takeover of the second PC: from the typed verb to the wall that commands, after `kill -9`."""

import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figure import Figure, LeftOut, Work
from tests.support.standby.look import LEVEL_S, LOOK_EVERY_S, are_level
from tests.support.standby.two_pcs import Pc, two_pcs
from tests.support.wait import until

_TAKEOVERS, _SHORT_TAKEOVERS = 12, 2
_BUDGET_S = 10.0
"""Most seconds of a takeover (docs/standby.md)."""


def measure(is_short: bool) -> Iterator[Figure]:
    """Yield median and p95 of takeovers in turn; of two where it is short."""
    if shutil.which("nats-server") is None:
        raise LeftOut("nats-server")
    planned = _SHORT_TAKEOVERS if is_short else _TAKEOVERS
    with tempfile.TemporaryDirectory(prefix="gbdt-bench-") as folder, two_pcs(Path(folder)) as pcs:
        took_s = sorted(_takeovers(*pcs, planned))
    work = Work(len(took_s), planned, "takeovers")
    yield Figure("takeover: typed verb to a wall that commands, median", "s", statistics.median(took_s), work)
    p95_s = took_s[round(0.95 * (len(took_s) - 1))]
    yield Figure("takeover: typed verb to a wall that commands, p95", "s", p95_s, work, budget=_BUDGET_S)


def _takeovers(first: Pc, second: Pc, count: int) -> Iterator[float]:
    """Kill the engine that commands, let the other one take over, and start the first anew, in turn."""
    pcs = (first, second)
    for pc in pcs:
        pc.start()
    for number in range(count):
        until(lambda: are_level(*pcs), "one follows the other", LEVEL_S, LOOK_EVERY_S)
        before, after = pcs[number % 2], pcs[1 - number % 2]
        before.kill()
        began_s = time.perf_counter()
        after.do("takeover", "--by", "trực ca", "--yes", is_program=True)
        yield time.perf_counter() - began_s
        before.start()

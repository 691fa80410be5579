"""Lets a process run one engine, so that each one that is forked from it starts with what is made once."""

import asyncio
import gc
import tempfile
from pathlib import Path

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.outages.commands import OpenOutage
from gbdt_console.engine.records.journal_records import JournalRecords
from tests.support.engine.engine_in_time import Bench, LaterClock, run_engine
from tests.support.engine.networks import network

_LIVES_S = 60.0


def warm_up() -> None:
    """Run an engine over a journal for a fake minute, in order.

    Half of a short life goes into what is compiled or looked up the first time that it is used.
    """
    kept: list[JournalRecords] = []

    def records_of(clock: ManualClock) -> JournalRecords:
        kept.append(JournalRecords(Path(folder), LaterClock(0.0)))
        return kept[0]

    async def scenario(bench: Bench) -> None:
        await bench.ask(OpenOutage("s1", "warm-up"))
        await asyncio.sleep(_LIVES_S)

    with tempfile.TemporaryDirectory() as folder:
        run_engine(network(2), scenario, records_of)
        kept[0].close()
    gc.collect()
    gc.freeze()

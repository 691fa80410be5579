"""Clients that send anything and read nothing cost the engine a bounded number of bytes and rows."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.control_events import ScreenFailed
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Stage
from gbdt_console.engine import engine as engine_module
from gbdt_console.engine.clients import protocol as wire
from gbdt_console.engine.clients.client_limits import ClientLimits
from gbdt_console.engine.clients.socket_server import ControlServer
from gbdt_console.engine.hosting.engine_thread import EngineThread
from gbdt_console.engine.records.journal_records import JournalRecords
from tests.support.engine.ports import MEETING, opened, outcome, remote, running
from tests.support.engine.raw_client import RawClient
from tests.support.journal.reader import read_journal

LIMITS = ClientLimits()
ATTACKERS = 6
FRAMES = 400
SITES = 100
MOST_PINS = 15
"""Wrong PINs that are taken, and so journalled, in ten minutes."""
MOST_FAILURES = 9 + 9
"""Failures of screens that are journalled at once, and in the minute that the test may take at most."""
MOST_OTHERS = 10
"""The start and end of engine, control and one meeting."""


def line(**request: object) -> bytes:
    return json.dumps(request).encode() + b"\n"


def submit(dice: random.Random, name: str, **fields: object) -> bytes:
    request_id = dice.choice(("same", f"{dice.getrandbits(64):x}", "r" * 32))
    return line(do="submit", request_id=request_id, name=name, fields=fields)


FLOODS: tuple[Callable[[random.Random], bytes], ...] = (
    lambda dice: line(do="snapshots"),
    lambda dice: line(do="ping"),
    lambda dice: line(do="past", request_id=f"{dice.getrandbits(32):x}", site_id="s1"),
    lambda dice: submit(dice, "ReportScreenFailure", error="x" * 50_000, place="y" * 50_000),
    lambda dice: submit(dice, "SwitchOperator", operator_id="deputy", pin=f"{dice.getrandbits(32):x}"),
    lambda dice: submit(
        dice, "StartMeeting", title="t" * 50_000, chair_site_id="s1", opening_utc=1, end_utc=2
    ),
    lambda dice: submit(dice, "EndMeeting"),
)
"""Requests of the right form, each of which could be sent without end."""
NONSENSE: tuple[Callable[[random.Random], bytes], ...] = (
    lambda dice: line(do="events", after_seq=0) * 2,
    lambda dice: line(do="events", after_seq=10**40),
    lambda dice: line(do="submit", request_id="r" * 200_000, name="EndMeeting", fields={}),
    lambda dice: line(do="submit", request_id="r", name="N" * 200_000, fields={}),
    lambda dice: line(do="hello", protocol=wire.PROTOCOL, client="console", terminal="again"),
    lambda dice: b"[" * 100_000 + b"\n",
    lambda dice: b"x" * 1_000_000,
    lambda dice: dice.randbytes(2_000),
    lambda dice: line(do="submit", request_id="r", name="EndMeeting")[: dice.randrange(1, 40)],
)
"""Frames after which the engine hangs up, or waits for the rest."""


class Watched(ControlServer):
    """Keeps the most bytes that ever waited for all clients together."""

    most_queued = 0

    def look(self, _: object) -> None:
        Watched.most_queued = max(Watched.most_queued, self.queued_bytes)


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EngineThread]:
    made: list[Watched] = []

    def make(*parts: Any) -> Watched:
        made.append(Watched(*parts))
        return made[0]

    monkeypatch.setattr(engine_module, "ControlServer", make)
    monkeypatch.setattr(Watched, "most_queued", 0)
    with running(tmp_path, sites=SITES) as thread:
        thread.call(lambda: thread.engine.publisher.on_snapshot(made[0].look))
        yield thread


@pytest.fixture
def long_journal(tmp_path: Path) -> int:
    """Rows of several megabytes that an engine before this one has written."""
    count = 5_000
    records = JournalRecords(tmp_path, SystemClock())
    written = [records.record(ScreenFailed("x" * 400, "y" * 400, "tty")) for _ in range(count)]
    for row in written:
        row.result(60)
    records.close()
    return count


async def attack(socket: Path, seed: int) -> None:
    """Flood the engine and read nothing; connect again when it hangs up."""
    dice = random.Random(seed)
    kind = ("observer", "console")[seed % 2]
    left = FRAMES
    while left > 0:
        client = await RawClient.connect(socket, kind)
        client.stop_reading()
        with suppress(OSError):
            await client.push(line(do="snapshots"))
            while left > 0:
                left -= 1
                frames = FLOODS if dice.random() < 0.99 else NONSENSE
                try:
                    async with asyncio.timeout(0.3):
                        await client.push(dice.choice(frames)(dice))
                except TimeoutError:
                    left -= FRAMES // 10  # the engine reads no more from this one for a while
        client.close()


def most_of_one(engine: EngineThread) -> int:
    """Bytes of a full queue and what may come on top: a whole Snapshot, the past of a site, some steps."""
    whole = len(wire.answer_line(wire.update_since(None, engine.engine.publisher.latest)))
    return LIMITS.queued_bytes + whole + 64 * 1_024


@asynccontextmanager
async def deaf(tmp_path: Path, first: bytes) -> AsyncIterator[None]:
    """An observer that sends this and reads nothing."""
    client = await RawClient.connect(tmp_path / "engine.sock")
    client.stop_reading()
    try:
        async with asyncio.timeout(60):
            await client.push(first)
            yield
    finally:
        client.close()


async def test_snapshots_for_a_client_that_reads_nothing_are_bounded(
    engine: EngineThread, tmp_path: Path
) -> None:
    publisher = engine.engine.publisher

    def publish_anew() -> None:
        publisher.publish(replace(publisher.latest, sites=tuple(map(replace, publisher.latest.sites))))

    async with (
        deaf(tmp_path, line(do="snapshots")),
        opened(remote, engine, tmp_path, ClientKind.VERB) as port,
    ):
        await anext(port.snapshots())  # the engine has read what came before
        for _ in range(100):
            engine.call(publish_anew)  # this loop stands still: the other client does not read either
    assert most_of_one(engine) / 2 < Watched.most_queued <= 2 * most_of_one(engine)


async def test_the_past_for_a_client_that_reads_nothing_is_bounded(
    engine: EngineThread, tmp_path: Path
) -> None:
    asked = b"".join(line(do="past", request_id=f"p{n}", site_id="s1") for n in range(100))
    async with deaf(tmp_path, asked), opened(remote, engine, tmp_path, ClientKind.VERB) as port:
        for _ in range(100):
            await port.past("s2")
        engine.call(lambda: engine.engine.publisher.publish_now())
    assert most_of_one(engine) / 2 < Watched.most_queued <= 2 * most_of_one(engine)  # the other's too


async def test_entries_for_a_client_that_reads_nothing_are_bounded(
    long_journal: int, engine: EngineThread, tmp_path: Path
) -> None:
    asked = line(do="events", after_seq=0)
    async with deaf(tmp_path, asked), opened(remote, engine, tmp_path, ClientKind.VERB) as port:
        seen = 0
        async for entry in port.events(after_seq=0):
            seen += 1
            assert entry.seq == seen
            if seen == long_journal:
                break
        engine.call(lambda: engine.engine.publisher.publish_now())
    assert most_of_one(engine) / 2 < Watched.most_queued <= 2 * most_of_one(engine)  # the other's too


async def test_hostile_clients_cost_bounded_bytes_and_rows(engine: EngineThread, tmp_path: Path) -> None:
    socket = tmp_path / "engine.sock"
    async with asyncio.timeout(60), opened(remote, engine, tmp_path, ClientKind.CONSOLE) as port:
        await asyncio.gather(*(attack(socket, seed) for seed in range(ATTACKERS)))
        assert await outcome(port, MEETING) == (Stage.RECORDED, "")
    assert Watched.most_queued <= (ATTACKERS + 1) * most_of_one(engine)
    await asyncio.to_thread(engine.stop)
    rows = read_journal(tmp_path / "journal.sqlite", tmp_path / "copy")
    found = Counter(kind for _, kind, _ in rows)
    pins, failures = found.pop("operator.pin-refused", 0), found.pop("screen.failed", 0)
    assert pins <= MOST_PINS
    assert failures <= MOST_FAILURES
    assert found.pop("contract.answered", 0) <= SITES
    assert sum(found.values()) <= MOST_OTHERS

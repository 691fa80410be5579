"""Measure the journal: start after four months, acknowledgement, sample size."""

import random
import sqlite3
import statistics
import time
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figure import Figure, Work
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.events import BlipSeen, DeviceFaultChanged, Event, PointChanged
from gbdt_console.core.ledger import Checkpoint, Ledger
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.journal.chain import UnchainedEntry
from gbdt_console.journal.opening import open_journal
from gbdt_console.journal.sample_recorder import MinuteOfSamples
from gbdt_console.journal.sample_store import SampleStore
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from gbdt_console.journal.writer import JournalWriter

BUILD = Path("build/journal")
EVENTS_A_DAY = 200
TARGETS = 660
_BEGAN_UTC = 1_600_000_000.0
_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class _Size:
    """How much is measured.

    days: days of the journal that is opened and verified
    opens: how often it is opened
    records: entries acknowledged one by one
    queued: entries queued together
    minutes: minutes of samples
    """

    days: int
    opens: int
    records: int
    queued: int
    minutes: int

    @property
    def entries(self) -> int:
        """Entries of the journal that is opened, but for its Checkpoints."""
        return self.days * EVENTS_A_DAY


_FULL, _SHORT = _Size(120, 5, 200, 10_000, 30), _Size(3, 1, 10, 200, 2)


def measure(is_short: bool) -> Iterator[Figure]:
    """Yield the figures of journal and samples; the journal of those days is written at the first run."""
    size = _SHORT if is_short else _FULL
    path = BUILD / f"{size.days}-days-{TARGETS}-targets.sqlite"
    if not path.exists():
        _write(path, size.days)
    yield from _starts(path, size)
    with TemporaryDirectory(dir=BUILD) as directory:
        yield from _records(Path(directory) / "state", size)
        yield from _samples(Path(directory), size)


def _write(path: Path, days: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    EventStore.create(unfinished)
    luck = random.Random(1)
    ledger = Ledger()
    with EventStore.open(unfinished) as store:
        for day in range(days):
            began_utc = _BEGAN_UTC + day * _DAY_S
            is_due = store.is_checkpoint_due(began_utc)
            drafts = [UnchainedEntry.of(Checkpoint(ledger), began_utc)] if is_due else []
            for event in _day(luck, began_utc):
                ledger.apply(event)
                drafts.append(UnchainedEntry.of(event, began_utc + len(drafts)))
            store.append(drafts)
    unfinished.rename(path)


def _day(luck: random.Random, began_utc: float) -> Iterator[Event]:
    for number in range(EVENTS_A_DAY):
        target = f"site{luck.randrange(TARGETS // 3):03}.{luck.choice(('line', 'codec', 'ups'))}"
        at_utc = began_utc + number
        match luck.randrange(10):
            case 0:
                yield DeviceFaultChanged(target, luck.choice(("silent", "")))
            case 1 | 2 | 3:
                yield BlipSeen(target, at_utc, luck.uniform(1, 5))
            case _:
                yield PointChanged(target, "up", PointState(luck.choice(("down", "up", "degraded"))), at_utc)


def _starts(path: Path, size: _Size) -> Iterator[Figure]:
    about = f"after {size.days} days"
    took_ms = [_ms(partial(_open, path)) for _ in range(size.opens)]
    opens = Work(len(took_ms), size.opens, "opens")
    yield Figure(f"journal: open and fold {about}", "ms", statistics.median(took_ms), opens, budget=100.0)
    check_ms = _ms(lambda: _check(path))
    yield Figure("journal: quick_check alone, not done at a start", "ms", check_ms, Work(1, 1, "checks"))
    began_s = time.perf_counter()
    report = verify(path)
    entries = Work(report.events - report.checkpoints, size.entries, "entries verified")
    yield Figure(f"journal: verify {size.days} days", "s", time.perf_counter() - began_s, entries)
    yield Figure(f"journal: size {about}", "MB", path.stat().st_size / 1e6, entries)


def _open(path: Path) -> None:
    open_journal(path, time.time()).store.close()


def _check(path: Path) -> None:
    with EventStore.view(path) as store:
        store.is_sound()


def _records(state: Path, size: _Size) -> Iterator[Figure]:
    writer = JournalWriter(state, SystemClock())
    writer.start()
    event = PointChanged("site001.line", "up", PointState.DOWN, 1_600_000_000.0)
    bare = _bare_sqlite(state / "bare.sqlite")
    took_ms, peer_ms = [], []
    for _ in range(size.records):
        took_ms.append(_ms(lambda: writer.record(event, "duty").result()))
        peer_ms.append(_ms(lambda: bare.execute("INSERT INTO rows VALUES (?)", ("x" * 250,))))
    bare.close()
    acknowledged = Work(len(took_ms), size.records, "records acknowledged")
    yield _beside("journal: record to acknowledgement, median", took_ms, peer_ms, 0.5, acknowledged)
    yield _beside("journal: record to acknowledgement, p99", took_ms, peer_ms, 0.99, acknowledged)
    began_s = time.perf_counter()
    futures = [writer.record(event) for _ in range(size.queued)]
    queued_s = time.perf_counter() - began_s
    futures[-1].result()
    grouped_s = time.perf_counter() - began_s
    writer.stop()
    written = sum(future.done() and future.exception() is None for future in futures)
    queued = Work(written, size.queued, "events written")
    yield Figure("journal: record, cost to the caller", "us", queued_s / size.queued * 1e6, queued)
    yield Figure("journal: events a second, queued together", "1/s", written / grouped_s, queued)


def _bare_sqlite(path: Path) -> sqlite3.Connection:
    """Open a table whose every insert is one durable commit."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE rows (data TEXT)")
    return connection


def _ms(work: Callable[[], object]) -> float:
    began_s = time.perf_counter()
    work()
    return (time.perf_counter() - began_s) * 1e3


def _beside(name: str, ours_ms: list[float], peer_ms: list[float], rank: float, work: Work) -> Figure:
    place = int(rank * len(ours_ms))
    return Figure(name, "ms", sorted(ours_ms)[place], work, sorted(peer_ms)[place], "sqlite3 commit")


def _samples(directory: Path, size: _Size) -> Iterator[Figure]:
    luck = random.Random(2)
    series = 600
    names = tuple(f"site{number:03}.line" for number in range(series))
    store = SampleStore.open(directory / "samples.sqlite")
    took_ms = []
    for number in range(size.minutes):
        codes = array("H", (luck.randrange(2_000) for _ in range(series * 60)))
        began_s = time.perf_counter()
        store.age(29_453_760 + number)
        store.write(MinuteOfSamples(29_453_760 + number, names, codes))
        took_ms.append((time.perf_counter() - began_s) * 1e3)
    store.close()
    samples = series * size.minutes * 60
    rows_peer = _bytes_as_rows(directory / "rows.sqlite", samples // 10)
    bytes_each = (directory / "samples.sqlite").stat().st_size / samples
    work = Work(len(took_ms), size.minutes, "minutes written")
    yield Figure(
        "samples: bytes a sample, roll-ups with it", "B", bytes_each, work, rows_peer, "one row a sample"
    )
    yield Figure("samples: writing a minute of 600 series, median", "ms", statistics.median(took_ms), work)


def _bytes_as_rows(path: Path, count: int) -> float:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE samples (at_utc INTEGER, series INTEGER, rtt_ms REAL)")
    rows = ((1_767_225_600 + n // 600, n % 600, n % 977 / 10) for n in range(count))
    connection.executemany("INSERT INTO samples VALUES (?,?,?)", rows)
    connection.commit()
    connection.close()
    return path.stat().st_size / count

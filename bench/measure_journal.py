"""Measure the journal: start after five years, acknowledgement, sample size."""

import random
import sqlite3
import statistics
import time
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figure import Figure
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.events import BlipSeen, Checkpoint, DeviceFaultChanged, Event, PointChanged
from gbdt_console.core.ledger import Ledger
from gbdt_console.journal.chain import UnchainedEntry
from gbdt_console.journal.opening import open_journal
from gbdt_console.journal.sample_recorder import MinuteOfSamples
from gbdt_console.journal.sample_store import SampleStore
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from gbdt_console.journal.writer import JournalWriter

BUILD = Path("build/journal")
DAYS = 5 * 365
EVENTS_A_DAY = 200
TARGETS = 660
_BEGAN_UTC = 1_600_000_000.0
_DAY_S = 86_400.0


def measure() -> list[Figure]:
    """Return the figures of journal and samples."""
    path = BUILD / f"five-years-{TARGETS}.sqlite"
    if not path.exists():
        _write_five_years(path)
    with TemporaryDirectory(dir=BUILD) as directory:
        return [*_starts(path), *_records(Path(directory) / "state"), *_samples(Path(directory))]


def _write_five_years(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    EventStore.create(unfinished)
    luck = random.Random(1)
    ledger = Ledger()
    with EventStore.open(unfinished) as store:
        for day in range(DAYS):
            began_utc = _BEGAN_UTC + day * _DAY_S
            drafts = [UnchainedEntry.of(Checkpoint(ledger.to_data()), began_utc)] if day else []
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
                yield PointChanged(target, "up", luck.choice(("down", "up", "degraded")), at_utc)


def _starts(path: Path) -> list[Figure]:
    took_s = []
    for _ in range(5):
        began_s = time.perf_counter()
        opened = open_journal(path, time.time())
        took_s.append(time.perf_counter() - began_s)
        opened.store.close()
    began_s = time.perf_counter()
    with EventStore.view(path) as store:
        store.is_sound()
    check_s = time.perf_counter() - began_s
    began_s = time.perf_counter()
    report = verify(path)
    verify_s = time.perf_counter() - began_s
    return [
        Figure(
            "journal: open and fold after five years", "ms", statistics.median(took_s) * 1e3, budget=100.0
        ),
        Figure("journal: quick_check alone, not done at a start", "ms", check_s * 1e3),
        Figure("journal: verify five years from zero", "s", verify_s),
        Figure("journal: events in five years", "", report.events),
        Figure("journal: size after five years", "MB", path.stat().st_size / 1e6),
    ]


def _records(state: Path) -> list[Figure]:
    writer = JournalWriter(state, SystemClock())
    writer.start()
    event = PointChanged("site001.line", "up", "down", 1_600_000_000.0)
    bare = _bare_sqlite(state / "bare.sqlite")
    took_ms, peer_ms = [], []
    for _ in range(300):
        took_ms.append(_ms(lambda: writer.record(event, "duty").result()))
        peer_ms.append(_ms(lambda: bare.execute("INSERT INTO rows VALUES (?)", ("x" * 250,))))
    bare.close()
    count = 20_000
    began_s = time.perf_counter()
    futures = [writer.record(event) for _ in range(count)]
    queued_s = time.perf_counter() - began_s
    futures[-1].result()
    grouped_s = time.perf_counter() - began_s
    writer.stop()
    return [
        _beside("journal: record to acknowledgement, median", took_ms, peer_ms, 150),
        _beside("journal: record to acknowledgement, p99", took_ms, peer_ms, 297),
        Figure("journal: record, cost to the caller", "us", queued_s / count * 1e6),
        Figure("journal: events a second, queued together", "1/s", count / grouped_s),
    ]


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


def _beside(name: str, ours_ms: list[float], peer_ms: list[float], place: int) -> Figure:
    return Figure(name, "ms", sorted(ours_ms)[place], sorted(peer_ms)[place], "sqlite3 commit")


def _samples(directory: Path) -> list[Figure]:
    luck = random.Random(2)
    series, minutes = 600, 60
    names = tuple(f"site{number:03}.line" for number in range(series))
    store = SampleStore.open(directory / "samples.sqlite")
    took_ms = []
    for number in range(minutes):
        codes = array("H", (luck.randrange(2_000) for _ in range(series * 60)))
        began_s = time.perf_counter()
        store.age(29_453_760 + number)
        store.write(MinuteOfSamples(29_453_760 + number, names, codes))
        took_ms.append((time.perf_counter() - began_s) * 1e3)
    store.close()
    samples = series * minutes * 60
    rows_peer = _bytes_as_rows(directory / "rows.sqlite", samples // 10)
    size = (directory / "samples.sqlite").stat().st_size / samples
    return [
        Figure("samples: bytes a sample, roll-ups with it", "B", size, rows_peer, "one row a sample"),
        Figure("samples: writing a minute of 600 series, median", "ms", statistics.median(took_ms)),
    ]


def _bytes_as_rows(path: Path, count: int) -> float:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE samples (at_utc INTEGER, series INTEGER, rtt_ms REAL)")
    rows = ((1_767_225_600 + n // 600, n % 600, n % 977 / 10) for n in range(count))
    connection.executemany("INSERT INTO samples VALUES (?,?,?)", rows)
    connection.commit()
    connection.close()
    return path.stat().st_size / count

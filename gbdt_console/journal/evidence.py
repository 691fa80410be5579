"""Writes one file with the rows and samples of a period, linked to the chain's head (docs/evidence.md)."""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain, takewhile
from pathlib import Path
from typing import BinaryIO

from gbdt_console.core.json_value import Json
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sample_seals import HOUR_S
from gbdt_console.core.whole_file import opened_beside, sync_directory
from gbdt_console.journal.chain import (
    MALFORMED,
    ChainHead,
    Damage,
    JournalDamaged,
    hashed_text,
    linked,
)
from gbdt_console.journal.database import ForeignFileError, FutureSchemaError
from gbdt_console.journal.sample_reader import SampleReader
from gbdt_console.journal.sample_recorder import SECONDS
from gbdt_console.journal.sample_seal import line_of, second_lines
from gbdt_console.journal.sample_store import QUARTER
from gbdt_console.journal.store import EventStore

FORM = 1
"""Version of the file's form."""
_AT_ONCE = 50
"""Rows of one read: an old Checkpoint has 3 MB."""
_MICROSECONDS = 1_000_000
UNREADABLE = "unreadable"
"""Stands in the file where the samples end because their own file is damaged."""
_ROWS_SHARE = 0.5
"""Share of the work that the rows are taken for; the samples are the rest."""
_STEP = 200
"""Rows between two notes of how far the work is."""

OnProgress = Callable[[float], None]
"""Takes which share of the work is done, 0..1."""


def no_progress(share: float) -> None:
    """Show nobody how far the work is."""


@dataclass(frozen=True, slots=True)
class Period:
    """A time of which evidence is wanted.

    to_utc: end; the period ends before it
    """

    from_utc: float
    to_utc: float


@dataclass(frozen=True, slots=True)
class Written:
    """Counts what a file of evidence holds.

    rows: journal rows of the period
    linked: rows after them, up to the head
    samples: lines of samples
    fault: why the samples could not be read to the end; empty where they could
    head: the head that the rows lead to
    digest: SHA-256 of the whole file, 64 hexadecimal digits
    """

    rows: int
    linked: int
    samples: int
    fault: str
    head: ChainHead
    digest: str


class NothingRecorded(Exception):
    """The journal has no row of the period."""


class HeadNotHeld(Exception):
    """The journal does not hold the head that was asked for, or the period ends after it."""


class _Lines:
    def __init__(self, file: BinaryIO) -> None:
        self._file, self._sum = file, sha256()
        self.count = 0

    @property
    def digest(self) -> str:
        return self._sum.hexdigest()

    def add(self, line: bytes) -> None:
        self._file.write(line)
        self._sum.update(line)
        self.count += 1

    def add_object(self, **values: Json) -> None:
        self.add(line_of(values))


def write_evidence(
    path: Path,
    store: EventStore,
    samples: Path,
    period: Period,
    noted: ChainHead | None,
    on_progress: OnProgress = no_progress,
) -> Written:
    """Write the evidence of a period to a new file that only its owner can read.

    Every row is proven as it is written. On any error the file is removed; a damaged file of samples is
    none: the rows are proof without it.

    samples: file of the samples; it may be missing
    noted: head to which the rows lead, perhaps with fewer digits; None for the journal's newest
    on_progress: may raise, which removes the file
    Raises NothingRecorded, HeadNotHeld, JournalDamaged, FileExistsError, OSError, sqlite3.Error.
    """
    span = store.span(round(period.from_utc * _MICROSECONDS), round(period.to_utc * _MICROSECONDS))
    if span is None:
        raise NothingRecorded
    first, last = span
    head = store.read_head() if noted is None else _held(store, noted)
    if head.seq < last:
        raise HeadNotHeld
    with _new_file(path) as file:
        lines = _Lines(file)
        times: dict[str, Json] = {"from": _iso(period.from_utc), "to": _iso(period.to_utc)}
        lines.add_object(evidence=FORM, first=first, last=last, head=f"{head.seq}:{head.hash}", **times)
        _write_rows(lines, store, first, head, on_progress)
        rows_end = lines.count
        fault = _write_samples(lines, samples, period, on_progress)
        written = lines.count - rows_end
        if fault:
            lines.add_object(samples=UNREADABLE)
        lines.add_object(end={"lines": lines.count, "sha256": lines.digest})
        return Written(last - first + 1, head.seq - last, written, fault, head, lines.digest)


def _write_rows(
    lines: _Lines, store: EventStore, first_seq: int, head: ChainHead, on_progress: OnProgress
) -> None:
    rows = takewhile(lambda row: row.seq <= head.seq, store.rows(first_seq - 1, at_once=_AT_ONCE))
    first = next(rows)
    try:
        start = first.before
    except MALFORMED as error:
        raise JournalDamaged(Damage.MALFORMED) from error
    for _, row in linked(chain([first], rows), start):
        lines.add(hashed_text(*row[:-1]) + b"\n")
        if row.seq % _STEP == 0:
            on_progress(_ROWS_SHARE * (row.seq - first_seq) / (head.seq - first_seq + 1))


def _write_samples(lines: _Lines, path: Path, period: Period, on_progress: OnProgress) -> str:
    """Write the samples as far as they can be read; return why no further, empty where that is all."""
    if not path.exists():
        return ""
    try:
        with SampleReader(path) as samples:
            for share, values in _samples(samples, period):
                lines.add_object(**values)
                on_progress(_ROWS_SHARE + (1.0 - _ROWS_SHARE) * share)
    except (sqlite3.Error, ForeignFileError, FutureSchemaError, ValueError) as error:
        return str(error)
    return ""


def _held(store: EventStore, noted: ChainHead) -> ChainHead:
    row = next(iter(store.rows(noted.seq - 1, at_once=1)), None)
    if row is None or not row.head.is_noted_by(noted):
        raise HeadNotHeld
    return row.head


def _samples(samples: SampleReader, period: Period) -> Iterator[tuple[float, dict[str, Json]]]:
    """Yield the finest samples that are kept of each quarter of an hour, oldest first, of whole hours.

    Each comes with the share of the period that is behind it, 0..1.
    """
    first = int(period.from_utc // HOUR_S) * HOUR_S // SECONDS
    last = int(-(-period.to_utc // HOUR_S)) * HOUR_S // SECONDS - 1
    for quarter in range(first - first % QUARTER, last + 1, QUARTER):
        is_finer, share = False, max(0.0, (quarter - first) / (last - first + 1))
        for minute in range(max(first, quarter), min(last, quarter + QUARTER - 1) + 1):
            for values in _minute(samples, minute):
                is_finer = True
                yield share, values
        if not is_finer:
            for roll_up in samples.read_roll_ups(quarter, is_quarter=True):
                yield share, {"samples": "quarter", "at_utc_s": quarter * SECONDS, **roll_up._asdict()}


def _minute(samples: SampleReader, minute: int) -> Iterator[dict[str, Json]]:
    by_second = set()
    for series, values in second_lines(samples, minute):
        by_second.add(series)
        yield values
    for roll_up in samples.read_roll_ups(minute):
        if roll_up.series not in by_second:
            yield {"samples": "minute", "at_utc_s": minute * SECONDS, **roll_up._asdict()}


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """Make a file of mode 0600; its name appears once it is whole. Raises FileExistsError, OSError."""
    _refuse(path)
    with opened_beside(path) as (file, beside):
        yield file
    try:
        _refuse(path)
        os.replace(beside, path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    sync_directory(path.parent)


def _refuse(path: Path) -> None:
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))


def _iso(at_utc: float) -> str:
    return datetime.fromtimestamp(at_utc, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

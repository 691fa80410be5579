"""Writes one file with the rows and samples of a period, linked to the chain's head (docs/evidence.md)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain, takewhile
from pathlib import Path
from typing import BinaryIO

from gbdt_console.core.json_value import Json
from gbdt_console.journal.chain import (
    MALFORMED,
    ChainHead,
    Damage,
    JournalDamaged,
    canonical,
    hashed_text,
    linked,
)
from gbdt_console.journal.sample_reader import SampleReader
from gbdt_console.journal.sample_recorder import SECONDS
from gbdt_console.journal.sample_store import QUARTER
from gbdt_console.journal.store import EventStore

FORM = 1
"""Version of the file's form."""
_AT_ONCE = 50
"""Rows of one read: a Checkpoint of a large province has 3 MB."""
_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Period:
    """A time of which evidence is wanted.

    from_utc: beginning, UTC seconds
    to_utc: end, UTC seconds; the period ends before it
    """

    from_utc: float
    to_utc: float


@dataclass(frozen=True, slots=True)
class Written:
    """Counts what a file of evidence holds.

    rows: journal rows of the period
    linked: rows after them, up to the head
    samples: lines of samples
    head: the head that the rows lead to
    digest: SHA-256 of the whole file, 64 hexadecimal digits
    """

    rows: int
    linked: int
    samples: int
    head: ChainHead
    digest: str


class NothingRecorded(Exception):
    """The journal has no row of the period."""


class HeadNotHeld(Exception):
    """The journal does not hold the head that was asked for, or the period ends after it."""


class _Lines:
    """Writes lines and sums them."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._sum = file, sha256()
        self.count = 0

    @property
    def digest(self) -> str:
        return self._sum.hexdigest()

    def add(self, text: bytes) -> None:
        line = text + b"\n"
        self._file.write(line)
        self._sum.update(line)
        self.count += 1

    def add_object(self, **values: Json) -> None:
        self.add(canonical(values).encode())


def write_evidence(
    path: Path, store: EventStore, samples: SampleReader | None, period: Period, noted: ChainHead | None
) -> Written:
    """Write the evidence of a period to a new file that only its owner can read.

    Every row is proven as it is written. On any error the file is removed.

    samples: None where no samples can be read
    noted: head to which the rows lead, perhaps with fewer digits; None for the journal's newest
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
        _write_rows(lines, store, period, span, head)
        rows_end = lines.count
        if samples is not None:
            for values in _samples(samples, period):
                lines.add_object(**values)
        written = lines.count - rows_end
        lines.add_object(end={"lines": lines.count, "sha256": lines.digest})
        return Written(last - first + 1, head.seq - last, written, head, lines.digest)


def _write_rows(
    lines: _Lines, store: EventStore, period: Period, span: tuple[int, int], head: ChainHead
) -> None:
    times: dict[str, Json] = {"from": _iso(period.from_utc), "to": _iso(period.to_utc)}
    lines.add_object(evidence=FORM, first=span[0], last=span[1], head=f"{head.seq}:{head.hash}", **times)
    rows = takewhile(lambda row: row.seq <= head.seq, store.rows(span[0] - 1, at_once=_AT_ONCE))
    first = next(rows)
    try:
        start = first.before
    except MALFORMED as error:
        raise JournalDamaged(Damage.MALFORMED) from error
    for _, row in linked(chain([first], rows), start):
        lines.add(hashed_text(*row[:-1]))


def _held(store: EventStore, noted: ChainHead) -> ChainHead:
    row = next(iter(store.rows(noted.seq - 1, at_once=1)), None)
    if row is None or not row.head.is_noted_by(noted):
        raise HeadNotHeld
    return row.head


def _samples(samples: SampleReader, period: Period) -> Iterator[dict[str, Json]]:
    """Yield the finest samples that are kept of each quarter of an hour, oldest first."""
    first, last = int(period.from_utc // SECONDS), int(-(-period.to_utc // SECONDS)) - 1
    for quarter in range(first - first % QUARTER, last + 1, QUARTER):
        is_finer = False
        for minute in range(max(first, quarter), min(last, quarter + QUARTER - 1) + 1):
            for values in _minute(samples, minute):
                is_finer = True
                yield values
        if not is_finer:
            for roll_up in samples.read_roll_ups(quarter, is_quarter=True):
                yield {"samples": "quarter", "at_utc_s": quarter * SECONDS, **roll_up._asdict()}


def _minute(samples: SampleReader, minute: int) -> Iterator[dict[str, Json]]:
    at_utc_s = minute * SECONDS
    by_second = samples.read_kept_minute(minute)
    for series, codes in by_second.items():
        yield {"samples": "seconds", "at_utc_s": at_utc_s, "series": series, "codes": [*codes]}
    for roll_up in samples.read_roll_ups(minute):
        if roll_up.series not in by_second:
            yield {"samples": "minute", "at_utc_s": at_utc_s, **roll_up._asdict()}


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """Make a file of mode 0600, and remove it where it was not finished."""
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with open(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _iso(at_utc: float) -> str:
    return datetime.fromtimestamp(at_utc, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

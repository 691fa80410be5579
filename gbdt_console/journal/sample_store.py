"""Writes the samples file, with its roll-ups and limits of age."""

import sqlite3
from array import array
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Self

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.journal import database
from gbdt_console.journal.open_files import OpenFiles, file_id
from gbdt_console.journal.sample_recorder import LATE, LOST, RTT_MOST, SECONDS, UNKNOWN, MinuteOfSamples

SCHEMA = database.load_schema("samples", application_id=1_734_501_491)
SLOTS = 1 << 20
"""Limits the series of one file; a row's key is its minute times SLOTS plus its series."""

QUARTER = 15
"""Minutes of one quarter of an hour."""

_DAY = 24 * 60
SECONDS_KEPT = _DAY
MINUTES_KEPT = 90 * _DAY
QUARTERS_KEPT = 5 * 366 * _DAY
"""Limit how long each resolution is kept, in minutes."""

_BLOB = SECONDS * 2
"""Bytes of one series' minute."""
_BLANK = array("H", [UNKNOWN]).tobytes() * SECONDS

_AGED_AT_ONCE = 10
"""Limits the minutes that one write removes from a table, so that no write waits long."""

_ROLL_UP = """
    INSERT OR REPLACE INTO quarters
    SELECT :first + (slot & 0xFFFFF), sum(replies), sum(late), sum(lost), sum(unknown), min(rtt_least),
           sum(rtt_mean * replies) / nullif(sum(replies), 0), max(rtt_most)
    FROM minutes WHERE slot >= :first AND slot < :after GROUP BY slot & 0xFFFFF
"""
_OLDEST_SECONDS = "SELECT min(slot) FROM seconds"
_REMOVALS = (
    (MINUTES_KEPT, "SELECT min(slot) FROM minutes", "DELETE FROM minutes WHERE slot < ?"),
    (QUARTERS_KEPT, "SELECT min(slot) FROM quarters", "DELETE FROM quarters WHERE slot < ?"),
    (QUARTERS_KEPT, "SELECT min(slot) FROM pinned_seconds", "DELETE FROM pinned_seconds WHERE slot < ?"),
)


@dataclass(frozen=True, slots=True)
class Pin:
    """A time whose seconds are kept as long as the quarters."""

    from_utc: float
    to_utc: float
    reason: str


class _Figures(NamedTuple):
    """A roll-up's row; round trips in tenths of a millisecond. The counts are of seconds."""

    slot: int
    replies: int
    late: int
    lost: int
    unknown: int
    rtt_least: int | None
    rtt_mean: int | None
    rtt_most: int | None


class SampleStore:
    """Writes one file, on the thread that opened it.

    Every method may raise sqlite3.Error; the caller closes the store then.
    """

    def __init__(self, connection: sqlite3.Connection, files: OpenFiles) -> None:
        self._connection = connection
        self._files = files
        self._series: dict[str, int] = dict(connection.execute("SELECT name, id FROM series"))

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the file or make it. Raises FutureSchemaError, ForeignFileError, OSError."""
        if not path.exists():
            connection = database.create(path, SCHEMA, synchronous="NORMAL")
            return cls(connection, OpenFiles(path, file_id(path)))
        main = file_id(path)
        connection = database.extend(path, SCHEMA, synchronous="NORMAL")
        return cls(connection, OpenFiles(path, main))

    def is_in_place(self) -> bool:
        """Tell whether the open files are still those at their paths. Raises OSError."""
        return self._files.are_in_place()

    def write(self, samples: MinuteOfSamples) -> None:
        """Add a minute. Of two outcomes of one second the better is kept."""
        base = samples.minute * SLOTS
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            found = self._connection.execute(
                "SELECT slot, codes FROM seconds WHERE slot >= ? AND slot < ?", (base, base + SLOTS)
            )
            stored = dict(found)
            rows = [
                (base + series, _better(blob, stored.get(base + series)))
                for series, blob in self._numbered(samples)
                if blob != _BLANK
            ]
            self._connection.executemany("INSERT OR REPLACE INTO seconds VALUES (?,?)", rows)
            self._connection.executemany(
                "INSERT OR REPLACE INTO minutes VALUES (?,?,?,?,?,?,?,?)",
                [_figures(slot, blob) for slot, blob in rows],
            )
            first = samples.minute - samples.minute % QUARTER
            wanted = {"first": first * SLOTS, "after": (first + QUARTER) * SLOTS}
            self._connection.execute(_ROLL_UP, wanted)

    def pin(self, pin: Pin) -> None:
        """Keep every second of the pin's time, past or future."""
        first, last = int(pin.from_utc // SECONDS), int(pin.to_utc // SECONDS)
        self._connection.execute("INSERT INTO pins VALUES (?,?,?)", (first, last, pin.reason))

    def age(self, now_minute: int) -> None:
        """Remove what is past its time. It removes at most _AGED_AT_ONCE minutes of each table."""
        for _ in range(_AGED_AT_ONCE):
            if not self._age_seconds(now_minute - SECONDS_KEPT):
                break
        for kept, select_oldest, remove in _REMOVALS:
            for _ in range(_AGED_AT_ONCE):
                oldest = self._oldest(select_oldest, now_minute - kept)
                if oldest is None:
                    break
                self._connection.execute(remove, ((oldest + 1) * SLOTS,))
        self._connection.execute("DELETE FROM pins WHERE last_minute < ?", (now_minute - QUARTERS_KEPT,))

    def close(self) -> None:
        """Bring all samples into the main file, also beside a reader, and close it.

        SQLite does so by itself only where no reader has the file open; a copy of the main file is whole.
        """
        with suppress(sqlite3.Error):  # a disk that refuses; the next opening reads the -wal file
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._connection.close()

    def _numbered(self, samples: MinuteOfSamples) -> Iterable[tuple[int, bytes]]:
        codes = samples.codes.tobytes()
        for index, name in enumerate(samples.names):
            yield self._number(name), codes[index * _BLOB : (index + 1) * _BLOB]

    def _number(self, name: str) -> int:
        number = self._series.get(name)
        if number is None:
            number = self._series[name] = len(self._series) + 1
            self._connection.execute("INSERT INTO series VALUES (?,?)", (number, name))
        return number

    def _age_seconds(self, limit: int) -> bool:
        """Move or remove the oldest minute before `limit`. Return whether there was one.

        A pin keeps each hour that it touches whole, as hours are sealed: older programs pinned minutes.
        """
        oldest = self._oldest(_OLDEST_SECONDS, limit)
        if oldest is None:
            return False
        pinned = self._connection.execute(
            "SELECT 1 FROM pins WHERE ? BETWEEN first_minute / 60 AND last_minute / 60", (oldest // 60,)
        ).fetchone()
        after = ((oldest + 1) * SLOTS,)
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            if pinned:
                self._connection.execute(
                    "INSERT OR REPLACE INTO pinned_seconds SELECT * FROM seconds WHERE slot < ?", after
                )
            self._connection.execute("DELETE FROM seconds WHERE slot < ?", after)
        return True

    def _oldest(self, select_oldest: str, limit: int) -> int | None:
        """Return a table's oldest minute if it is before `limit`."""
        slot: int | None = self._connection.execute(select_oldest).fetchone()[0]
        return None if slot is None or slot // SLOTS >= limit else slot // SLOTS


def _better(blob: bytes, other: bytes | None) -> bytes:
    if other is None:
        return blob
    return array("H", map(min, array("H", blob), array("H", other))).tobytes()


def _figures(slot: int, blob: bytes) -> _Figures:
    codes = array("H", blob)
    replies = [code for code in codes if code <= RTT_MOST]
    counts = (len(replies), codes.count(LATE), codes.count(LOST), codes.count(UNKNOWN))
    if not replies:
        return _Figures(slot, *counts, None, None, None)
    mean = round(sum(replies) / len(replies))
    return _Figures(slot, *counts, min(replies), mean, max(replies))

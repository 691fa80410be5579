"""Reads samples from their file, for the past on the screen."""

from array import array
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Self

from gbdt_console.journal import database
from gbdt_console.journal.sample_recorder import SECONDS, UNKNOWN, MinuteOfSamples
from gbdt_console.journal.sample_store import SCHEMA, SLOTS

# The tables are ordered by time first: one seek per minute, not a scan of all series.
_SECONDS_OF = """
    WITH RECURSIVE wanted (minute) AS (
        SELECT :first UNION ALL SELECT minute + 1 FROM wanted WHERE minute < :last
    )
    SELECT wanted.minute, coalesce(seconds.codes, pinned_seconds.codes)
    FROM series CROSS JOIN wanted
    LEFT JOIN seconds ON seconds.slot = wanted.minute * 0x100000 + id
    LEFT JOIN pinned_seconds ON pinned_seconds.slot = wanted.minute * 0x100000 + id
    WHERE name = :name
"""
_MINUTE = """
    SELECT name, codes FROM seconds JOIN series ON series.id = slot & 0xFFFFF
    WHERE slot >= :first AND slot < :after
"""


_PINNED_MINUTE = """
    SELECT name, codes FROM pinned_seconds JOIN series ON series.id = slot & 0xFFFFF
    WHERE slot >= :first AND slot < :after
"""
_ROLL_UPS = """
    SELECT name, replies, late, lost, unknown, rtt_least, rtt_mean, rtt_most
    FROM {table} JOIN series ON series.id = slot & 0xFFFFF
    WHERE slot >= :first AND slot < :after ORDER BY slot
"""


class SampleRollUp(NamedTuple):
    """A roll-up of one series.

    replies, late, lost, unknown: seconds of each outcome
    rtt_least, rtt_mean, rtt_most: round trips, tenths of a millisecond; None where nothing answered
    """

    series: str
    replies: int
    late: int
    lost: int
    unknown: int
    rtt_least: int | None
    rtt_mean: int | None
    rtt_most: int | None


class SampleReader:
    """Reads beside the writer, in the thread that made it."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises sqlite3.Error (also without a file), FutureSchemaError, ForeignFileError."""
        self._connection = database.view(path, SCHEMA)

    def copy_to(self, path: Path) -> None:
        """Copy the file as it is now (see database.copy_to)."""
        database.copy_to(self._connection, path)

    def read_seconds(self, series: str, from_utc_s: int, to_utc_s: int) -> "array[int]":
        """Return one code a second (see sample_recorder). Codes without samples are UNKNOWN.

        from_utc_s: first second, since the epoch
        to_utc_s: the second after the last
        """
        first = from_utc_s // SECONDS
        last = (to_utc_s - 1) // SECONDS
        codes = array("H", [UNKNOWN]) * ((last - first + 1) * SECONDS)
        wanted = {"first": first, "last": last, "name": series}
        for minute, blob in self._connection.execute(_SECONDS_OF, wanted):
            if blob is not None:
                at = (minute - first) * SECONDS
                codes[at : at + SECONDS] = array("H", blob)
        start = from_utc_s - first * SECONDS
        return codes[start : start + to_utc_s - from_utc_s]

    def read_minute(self, minute: int) -> MinuteOfSamples:
        """Return one minute of all series that have samples in it."""
        slots = {"first": minute * SLOTS, "after": (minute + 1) * SLOTS}
        names, codes = [], array("H")
        for name, blob in self._connection.execute(_MINUTE, slots):
            names.append(name)
            codes.frombytes(blob)
        return MinuteOfSamples(minute, tuple(names), codes)

    def read_kept_minute(self, minute: int) -> "Mapping[str, array[int]]":
        """Return the codes of one minute by series, also of one that was pinned.

        Empty where no seconds are kept.
        """
        slots = {"first": minute * SLOTS, "after": (minute + 1) * SLOTS}
        return {
            name: array("H", blob)
            for select in (_PINNED_MINUTE, _MINUTE)
            for name, blob in self._connection.execute(select, slots)
        }

    def has_seconds(self, first_minute: int, after_minute: int) -> bool:
        """Tell whether any second of those minutes is kept that no meeting pinned."""
        span = (first_minute * SLOTS, after_minute * SLOTS)
        found = self._connection.execute("SELECT 1 FROM seconds WHERE slot >= ? AND slot < ? LIMIT 1", span)
        return found.fetchone() is not None

    def read_roll_ups(self, minute: int, *, is_quarter: bool = False) -> list[SampleRollUp]:
        """Return the roll-ups of one minute, or of the quarter of an hour that begins with it."""
        slots = {"first": minute * SLOTS, "after": (minute + 1) * SLOTS}
        select = _ROLL_UPS.format(table="quarters" if is_quarter else "minutes")
        return [SampleRollUp(*row) for row in self._connection.execute(select, slots)]

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

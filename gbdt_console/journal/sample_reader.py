"""Samples back from their file, for the past on screen and in reports."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from gbdt_console.journal import database
from gbdt_console.journal.sample_recorder import SECONDS, UNKNOWN
from gbdt_console.journal.sample_store import QUARTER, SCHEMA

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
_MINUTES_OF = """
    WITH RECURSIVE wanted (minute) AS (
        SELECT :first UNION ALL SELECT minute + 1 FROM wanted WHERE minute < :last
    )
    SELECT minute * 60, replies, late, lost, unknown, rtt_least / 10.0, rtt_mean / 10.0, rtt_most / 10.0
    FROM series CROSS JOIN wanted CROSS JOIN minutes ON slot = minute * 0x100000 + id
    WHERE name = :name
"""
_QUARTERS_OF = """
    WITH RECURSIVE wanted (minute) AS (
        SELECT :first UNION ALL SELECT minute + 15 FROM wanted WHERE minute + 15 <= :last
    )
    SELECT minute * 60, replies, late, lost, unknown, rtt_least / 10.0, rtt_mean / 10.0, rtt_most / 10.0
    FROM series CROSS JOIN wanted CROSS JOIN quarters ON slot = minute * 0x100000 + id
    WHERE name = :name
"""


@dataclass(frozen=True, slots=True)
class SampleFigures:
    """What a minute or a quarter of an hour from `from_utc_s` on held; the counts are of its seconds.

    Round trips are in milliseconds, None where nothing answered in time.
    """

    from_utc_s: int
    replies: int
    late: int
    lost: int
    unknown: int
    rtt_least_ms: float | None
    rtt_mean_ms: float | None
    rtt_most_ms: float | None


class SampleReader:
    """Reads beside the writer, in the thread that made it. A series that is not there is all unknown."""

    def __init__(self, path: Path) -> None:
        """Raises sqlite3.Error (also when there is no file yet), FutureSchemaError, ForeignFileError."""
        self._connection = database.view(path, SCHEMA)

    def read_seconds(self, series: str, from_utc_s: int, to_utc_s: int) -> "array[int]":
        """One code (see sample_recorder) for every second from `from_utc_s` up to, not with, `to_utc_s`."""
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

    def read_minutes(self, series: str, from_utc_s: int, to_utc_s: int) -> Sequence[SampleFigures]:
        """The minutes that begin in that time and hold anything, oldest first."""
        return self._figures(_MINUTES_OF, series, -(-from_utc_s // SECONDS), (to_utc_s - 1) // SECONDS)

    def read_quarters(self, series: str, from_utc_s: int, to_utc_s: int) -> Sequence[SampleFigures]:
        """The quarters of an hour that begin in that time and hold anything, oldest first."""
        first = -(-from_utc_s // (QUARTER * SECONDS)) * QUARTER
        return self._figures(_QUARTERS_OF, series, first, (to_utc_s - 1) // SECONDS)

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _figures(self, select: str, series: str, first: int, last: int) -> list[SampleFigures]:
        if first > last:
            return []
        wanted = {"first": first, "last": last, "name": series}
        return [SampleFigures(*values) for values in self._connection.execute(select, wanted)]

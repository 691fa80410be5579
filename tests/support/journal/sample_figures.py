"""Makes minutes of samples, and reads what a minute or a quarter of an hour kept of its seconds."""

from array import array
from dataclasses import dataclass
from pathlib import Path

from gbdt_console.journal import database
from gbdt_console.journal.sample_recorder import UNKNOWN, MinuteOfSamples
from gbdt_console.journal.sample_store import SCHEMA, SLOTS

_FIGURES_OF = """
    SELECT slot / :slots * 60, replies, late, lost, unknown,
           rtt_least / 10.0, rtt_mean / 10.0, rtt_most / 10.0
    FROM {table} JOIN series ON id = slot % :slots WHERE name = :name ORDER BY slot
"""


@dataclass(frozen=True, slots=True)
class SampleFigures:
    """One roll-up.

    from_utc_s: its first second
    replies, late, lost, unknown: counts of its seconds
    rtt_least_ms, rtt_mean_ms, rtt_most_ms: round trips, None without a reply
    """

    from_utc_s: int
    replies: int
    late: int
    lost: int
    unknown: int
    rtt_least_ms: float | None
    rtt_mean_ms: float | None
    rtt_most_ms: float | None


def minutes_of(path: Path, series: str) -> list[SampleFigures]:
    return _figures(path, "minutes", series)


def quarters_of(path: Path, series: str) -> list[SampleFigures]:
    return _figures(path, "quarters", series)


def _figures(path: Path, table: str, series: str) -> list[SampleFigures]:
    connection = database.view(path, SCHEMA)
    rows = connection.execute(_FIGURES_OF.format(table=table), {"slots": SLOTS, "name": series}).fetchall()
    connection.close()
    return [SampleFigures(*row) for row in rows]


def minute(number: int, *series: list[int]) -> MinuteOfSamples:
    """One minute of samples; series s0.line, s1.line and so on."""
    codes: array[int] = array("H")
    for values in series:
        codes.extend(values + [UNKNOWN] * (60 - len(values)))
    return MinuteOfSamples(number, tuple(f"s{n}.line" for n in range(len(series))), codes)

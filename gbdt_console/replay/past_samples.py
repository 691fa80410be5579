"""Computes the figures of lines and devices at a past moment from the samples."""

import sqlite3
from array import array
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.site_history import HOUR_S
from gbdt_console.core.site_view import TREND_POINTS, TREND_UNKNOWN
from gbdt_console.engine.clients.site_history import tenths
from gbdt_console.journal.database import ForeignFileError
from gbdt_console.journal.sample_reader import SampleReader
from gbdt_console.journal.sample_recorder import LATE, LOST, RTT_MOST, SECONDS, UNKNOWN

_LOOK_BACK_S = 60
"""Limits how far back a last reply is looked for: what is older is not fresh on any screen."""
_KEPT_MINUTES = 8
"""Limits the minutes in memory; a replay at any speed needs the last two."""
_SMOOTHING = 1 / 16
"""Weight of a new sample in round trip and jitter, as the detector has it (RFC 3550 section 6.4.1)."""
_BLANK = array("H", [UNKNOWN]) * SECONDS


@dataclass(frozen=True, slots=True)
class Figures:
    """Holds the figures of one target.

    answered_ago_s: seconds since its last reply; None where none is in the samples
    rtt_ms: smoothed round trip, milliseconds; None where nothing answered
    jitter_ms: smoothed jitter, milliseconds; None likewise
    loss_ratio: lost seconds of the last minute, 0..1; None where no second was measured
    trend: the last round trips, as SiteView.trend
    """

    answered_ago_s: float | None = None
    rtt_ms: float | None = None
    jitter_ms: float | None = None
    loss_ratio: float | None = None
    trend: tuple[int, ...] = (TREND_UNKNOWN,) * TREND_POINTS


NO_FIGURES = Figures()
"""The figures of a target without samples: not recorded."""


class PastSamples:
    def __init__(self, path: Path) -> None:
        self._reader: SampleReader | None = None
        with suppress(sqlite3.Error, ForeignFileError):
            self._reader = SampleReader(path)
        self._minutes: dict[int, Mapping[str, array[int]]] = {}

    def figures(self, at_utc: float) -> Mapping[str, Figures]:
        """Return the figures of every series that has samples near that moment."""
        second = int(at_utc)
        found: dict[str, array[int]] = {}
        first, last = (second - _LOOK_BACK_S) // SECONDS, second // SECONDS
        for place, minute in enumerate(range(first, last + 1)):
            for name, codes in self._minute(minute).items():
                row = found.setdefault(name, _BLANK * (last - first + 1))
                row[place * SECONDS : (place + 1) * SECONDS] = codes
        start = second - _LOOK_BACK_S - first * SECONDS
        return {
            name: _figures(codes[start : start + _LOOK_BACK_S + 1], at_utc - second)
            for name, codes in found.items()
        }

    def hour(self, series: str, at_utc: float) -> tuple[int, "array[int]"]:
        """Return the first second and one code a second of the hour up to that moment."""
        ends = int(at_utc)
        begins = ends - HOUR_S
        if self._reader is not None:
            with suppress(sqlite3.Error):
                return begins, self._reader.read_seconds(series, begins, ends)
        return begins, array("H", [UNKNOWN]) * HOUR_S

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()

    def _minute(self, minute: int) -> Mapping[str, "array[int]"]:
        """Return one code a second; of a minute without seconds its mean, which tells no single loss."""
        if minute not in self._minutes:
            codes: Mapping[str, array[int]] = {}
            if self._reader is not None:
                with suppress(sqlite3.Error):
                    codes = self._reader.read_kept_minute(minute) or self._means(self._reader, minute)
            if not codes:
                return codes  # the writer may still bring it
            self._minutes[minute] = codes
            while len(self._minutes) > _KEPT_MINUTES:
                del self._minutes[next(iter(self._minutes))]
        return self._minutes[minute]

    @staticmethod
    def _means(reader: SampleReader, minute: int) -> Mapping[str, "array[int]"]:
        return {
            one.series: array("H", [LOST if one.rtt_mean is None else one.rtt_mean]) * SECONDS
            for one in reader.read_roll_ups(minute)
            if one.replies or one.lost
        }


def _figures(codes: "array[int]", into_second: float) -> Figures:
    """Compute the figures of codes that end with the moment's own second.

    That second counts for the last reply alone: what it brought may have come after the moment.

    into_second: seconds from the begin of the moment's second to the moment
    """
    is_answering, codes = codes[-1] <= LATE, codes[:-1]
    rtt: float | None = None
    jitter, before = 0.0, 0.0
    for code in codes:
        if code > RTT_MOST:
            continue
        ms = code / 10
        if rtt is None:
            rtt = ms
        else:
            jitter += (abs(ms - before) - jitter) * _SMOOTHING
            rtt += (ms - rtt) * _SMOOTHING
        before = ms
    ago = next((place for place, code in enumerate(reversed(codes)) if code <= LATE), None)
    measured = len(codes) - codes.count(UNKNOWN)
    return Figures(
        0.0 if is_answering else None if ago is None else ago + into_second,
        None if rtt is None else round(rtt, 1),
        None if rtt is None else round(jitter, 1),
        codes.count(LOST) / measured if measured else None,
        tenths(codes[-TREND_POINTS:]),
    )

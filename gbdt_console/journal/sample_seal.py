"""Seals the samples: after each hour the SHA-256 of its seconds goes into the chain.

What is hashed are the lines that evidence has of that hour, so that they are proven without this program.
"""

from collections.abc import Collection, Iterator
from hashlib import sha256

from gbdt_console.core.json_value import Json
from gbdt_console.core.sample_seals import HOUR_S, SamplesSealed, SamplesUnsealed
from gbdt_console.journal.chain import canonical
from gbdt_console.journal.sample_reader import SampleReader
from gbdt_console.journal.sample_recorder import SECONDS

_HOUR = HOUR_S // SECONDS
_SETTLED = 2
"""Minutes after an hour's end until its last minute is on the disk."""
_LOOKS_BACK = 22
"""Hours before now of which the seconds are still whole; later only those of meetings are kept."""
_AT_ONCE = 3
"""Minutes that one turn hashes: at 2 000 sites each takes the writer 50 ms."""


def second_lines(samples: SampleReader, minute: int) -> Iterator[tuple[str, dict[str, Json]]]:
    """Yield the seconds of a minute as evidence has them, by series in the order of their names."""
    for series, codes in sorted(samples.read_kept_minute(minute).items()):
        at_utc_s = minute * SECONDS
        yield series, {"samples": "seconds", "at_utc_s": at_utc_s, "series": series, "codes": [*codes]}


def line_of(values: dict[str, Json]) -> bytes:
    """Return the line of evidence that has these values, with its line feed."""
    return canonical(values).encode() + b"\n"


class SampleSealer:
    """Hashes one hour after the other, a few minutes a turn; on the writer's thread."""

    def __init__(self, sealed: Collection[int] = ()) -> None:
        """Begin with the hours that are sealed already, by their begins in seconds since the epoch."""
        self._done = {hour // HOUR_S for hour in sealed}
        self._newest = max(self._done, default=0)
        self._unsealed = set[int]()
        self._hour: int | None = None
        self._minute, self._sum, self._series = 0, sha256(), set[str]()

    def before_write(self, minute: int) -> SamplesUnsealed | None:
        """Return what the chain has to hold before a minute is written into an hour that may be sealed."""
        hour = minute // _HOUR
        if hour > self._newest or hour in self._unsealed:
            return None
        self._unsealed.add(hour)
        return SamplesUnsealed(float(hour * HOUR_S))

    def written(self, minute: int) -> None:
        """Note that a minute was written; where its hour was sealed before, it is sealed again."""
        hour = minute // _HOUR
        self._done.discard(hour)
        if self._hour == hour:
            self._begin(None)

    def turn(self, samples: SampleReader, now_minute: int) -> SamplesSealed | None:
        """Hash the next minutes; return the seal of an hour that is complete. Raises sqlite3.Error."""
        if self._hour is None:
            self._begin(self._next(samples, now_minute))
        if self._hour is None:
            return None
        total, names = self._sum.copy(), self._series.copy()  # as they are where a minute cannot be read
        for minute in range(self._minute, self._minute + _AT_ONCE):
            for series, values in second_lines(samples, minute):  # never held together: at 200 sites 5 MB
                names.add(series)
                total.update(line_of(values))
        self._sum, self._series = total, names
        self._minute += _AT_ONCE
        if self._minute < (self._hour + 1) * _HOUR:
            return None
        seal = SamplesSealed(float(self._hour * HOUR_S), len(self._series), self._sum.hexdigest())
        self._done.add(self._hour)
        self._newest = max(self._newest, self._hour)
        self._unsealed.discard(self._hour)
        self._begin(None)
        return seal

    def _next(self, samples: SampleReader, now_minute: int) -> int | None:
        """Return the oldest hour that is over, has samples and is not sealed."""
        last = (now_minute - _SETTLED) // _HOUR - 1
        hours = range(last - _LOOKS_BACK + 1, last + 1)
        self._done = {hour for hour in self._done if hour in hours}
        for hour in hours:
            if hour not in self._done:
                if samples.has_seconds(hour * _HOUR, (hour + 1) * _HOUR):
                    return hour
                self._done.add(hour)
        return None

    def _begin(self, hour: int | None) -> None:
        self._hour, self._minute = hour, 0 if hour is None else hour * _HOUR
        self._sum, self._series = sha256(), set[str]()

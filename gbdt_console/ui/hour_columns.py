"""Folds the seconds of an hour into the columns of a graph."""

from collections.abc import Iterator, Sequence

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.site_history import HOUR_S
from gbdt_console.core.site_view import TREND_LOST, TREND_UNKNOWN

_TENTHS = 10
"""A second's value is in tenths of a millisecond."""
_STEPS_S = (10, 12, 15, 18, 20, 25, 30, 36, 45, 60, 75, 90, 150)
"""Seconds that a column may hold; each divides the hour."""
_TOPS_MS = (5, 10, 20, 40, 80, 160, 320, 640, 1_280)
"""Upper ends that the scale may have; the scale changes by doubling."""
_HEADROOM = 1.25
"""Factor by which the scale is above the greatest mean, so that jitter has room."""


@dataclass(frozen=True, slots=True)
class HourColumn:
    """The figures of one column's seconds.

    at_utc_s: its first second, UTC
    least_ms: least round trip, None where no reply came
    mean_ms: mean round trip, likewise
    most_ms: greatest round trip, likewise
    loss: part of the probes that were lost, 0 to 1, None where nothing was measured
    """

    at_utc_s: int
    least_ms: float | None = None
    mean_ms: float | None = None
    most_ms: float | None = None
    loss: float | None = None


def seconds_a_column(room: int) -> int:
    """Return the fewest seconds a column that fit an hour into `room`."""
    return next((step for step in _STEPS_S if HOUR_S // step <= room), _STEPS_S[-1])


def columns_of(seconds: Sequence[int], from_utc_s: int, step_s: int) -> tuple[HourColumn, ...]:
    """Return the hour's columns, oldest first.

    Columns begin at whole multiples of the step, so that a later hour moves them by whole columns.
    """
    end = from_utc_s + len(seconds)
    last = (end - 1) // step_s * step_s
    first = last - HOUR_S + step_s
    return tuple(
        fold(at, seconds[max(0, at - from_utc_s) : max(0, at + step_s - from_utc_s)])
        for at in range(first, last + 1, step_s)
    )


def fold(at_utc_s: int, seconds: Sequence[int]) -> HourColumn:
    replies = [second / _TENTHS for second in seconds if second >= 0]
    lost = seconds.count(TREND_LOST)
    probed = len(replies) + lost
    loss = lost / probed if probed else None
    if not replies:
        return HourColumn(at_utc_s, loss=loss)
    return HourColumn(at_utc_s, min(replies), sum(replies) / len(replies), max(replies), loss)


def top_ms(columns: Sequence[HourColumn]) -> int:
    """Return the upper end of the scale, above every mean; single late replies do not count."""
    highest = max((column.mean_ms for column in columns if column.mean_ms is not None), default=0.0)
    return next((top for top in _TOPS_MS if highest * _HEADROOM <= top), _TOPS_MS[-1])


def lost_s(seconds: Sequence[int]) -> int:
    """Count the seconds of the hour whose probe had no answer."""
    return seconds.count(TREND_LOST)


def unknown_s(seconds: Sequence[int]) -> int:
    """Count the seconds of the hour without a measurement."""
    return seconds.count(TREND_UNKNOWN)


def marks_of_time(columns: Sequence[HourColumn], every_s: int) -> Iterator[tuple[int, int]]:
    """Yield index and time of each column at a multiple of `every_s`."""
    for place, column in enumerate(columns):
        if column.at_utc_s % every_s == 0:
            yield place, column.at_utc_s

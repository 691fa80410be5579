"""An hour of seconds folded into the columns of a graph: round trips, and how many were lost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gbdt_console.core.site_history import HOUR_S
from gbdt_console.core.snapshot import TREND_LOST, TREND_UNKNOWN

_TENTHS = 10
_STEPS_S = (10, 12, 15, 18, 20, 25, 30, 36, 45, 60, 75, 90, 150)
_TOPS_MS = (5, 10, 20, 40, 80, 160, 320, 640, 1_280)
_HEADROOM = 1.25


@dataclass(frozen=True, slots=True)
class HourColumn:
    """What the seconds of one column say. The figures are None where nothing came back; `loss` is 0..1 of
    what was probed, None where nothing was measured."""

    at_utc_s: int
    least_ms: float | None = None
    mean_ms: float | None = None
    most_ms: float | None = None
    loss: float | None = None


def seconds_a_column(room: int) -> int:
    """The shortest step with which an hour fits into `room` columns."""
    return next((step for step in _STEPS_S if HOUR_S // step <= room), _STEPS_S[-1])


def columns_of(seconds: Sequence[int], from_utc_s: int, step_s: int) -> tuple[HourColumn, ...]:
    """The hour's columns, oldest first. They begin at whole multiples of the step, so that a later hour moves
    them by whole columns."""
    end = from_utc_s + len(seconds)
    last = (end - 1) // step_s * step_s
    first = last - HOUR_S + step_s
    return tuple(
        fold(at, seconds[max(0, at - from_utc_s) : max(0, at + step_s - from_utc_s)])
        for at in range(first, last + 1, step_s)
    )


def fold(at_utc_s: int, seconds: Sequence[int]) -> HourColumn:
    """One column of its seconds."""
    back = [second / _TENTHS for second in seconds if second >= 0]
    lost = sum(second == TREND_LOST for second in seconds)
    probed = len(back) + lost
    loss = lost / probed if probed else None
    if not back:
        return HourColumn(at_utc_s, loss=loss)
    return HourColumn(at_utc_s, min(back), sum(back) / len(back), max(back), loss)


def top_ms(columns: Sequence[HourColumn]) -> int:
    """The upper end of the scale: room for every mean; a single late answer does not flatten the rest."""
    highest = max((column.mean_ms for column in columns if column.mean_ms is not None), default=0.0)
    return next((top for top in _TOPS_MS if highest * _HEADROOM <= top), _TOPS_MS[-1])


def unknown_s(seconds: Sequence[int]) -> int:
    """How many seconds of the hour nothing is known of."""
    return sum(second == TREND_UNKNOWN for second in seconds)


def marks_of_time(columns: Sequence[HourColumn], every_s: int) -> Iterator[tuple[int, int]]:
    """The columns in which a round time falls, with that time."""
    for place, column in enumerate(columns):
        if column.at_utc_s % every_s == 0:
            yield place, column.at_utc_s

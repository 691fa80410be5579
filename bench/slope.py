"""Estimate how fast a figure grows, with its confidence interval."""

import math
import statistics
from collections.abc import Sequence

_BLOCKS = 12
_T_95 = 2.228
"""Student's t for 95 % and _BLOCKS - 2 degrees of freedom."""


def growth(times: Sequence[float], values: Sequence[float]) -> tuple[float, float]:
    """Return the growth per unit of time and half its interval (95 %).

    Both by least squares of block means.

    Neighbouring samples of memory are not independent: a fit through all samples would give a tenth of the
    true error. Raises ValueError for fewer than two samples a block.
    """
    size = len(values) // _BLOCKS
    if size < 2:
        raise ValueError("too few samples")
    starts = range(0, size * _BLOCKS, size)
    when = [statistics.fmean(times[start : start + size]) for start in starts]
    what = [statistics.fmean(values[start : start + size]) for start in starts]
    slope, at_0 = statistics.linear_regression(when, what)
    left = sum((y - at_0 - slope * x) ** 2 for x, y in zip(when, what, strict=True))
    middle = statistics.fmean(when)
    spread = sum((x - middle) ** 2 for x in when)
    return slope, _T_95 * math.sqrt(left / (_BLOCKS - 2) / spread)

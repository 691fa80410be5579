"""Judges whether the losses of a line coincide with those of other lines more than chance allows."""

from collections.abc import Iterator, Sequence
from math import comb

NEAR_S = 1.0
"""Losses within this many seconds are at the same moment: lines are probed once a second, each at its own
time, so a short trouble of their node costs them probes up to a second apart."""


def chance(own_s: Sequence[float], others_s: Sequence[Sequence[float]], least_others: int) -> float:
    """Return how likely so many coincidences are if the lines lose independently.

    A loss of the line coincides where at least `least_others` others lose within NEAR_S. Independent losses
    fall into the time in which that holds by its share of all time, so the number of coincidences is binomial
    (exact for any rates of the others). The first loss only begins the time that is looked at.

    own_s: when each run of losses of the line began, in order, monotonic seconds.
    others_s: the same of each other line.
    least_others: how many others must lose with it.
    """
    if len(own_s) < 2:
        return 1.0
    begin_s, end_s = own_s[0], own_s[-1]
    spans = list(_shared_spans(others_s, least_others))
    shared_s = sum(max(0.0, min(until, end_s) - max(since, begin_s)) for since, until in spans)
    coincident = sum(any(since <= at_s <= until for since, until in spans) for at_s in own_s[1:])
    return _binomial_tail(len(own_s) - 1, coincident, shared_s / (end_s - begin_s))


def _shared_spans(others_s: Sequence[Sequence[float]], least: int) -> Iterator[tuple[float, float]]:
    """Yield the spans in which at least `least` lines lose within NEAR_S."""
    edges = sorted(
        edge for line in others_s for span in _spans(line) for edge in ((span[0], 1), (span[1], -1))
    )
    level, shared_since_s = 0, 0.0
    for at_s, by in edges:
        level += by
        if by > 0 and level == least:
            shared_since_s = at_s
        elif by < 0 and level == least - 1:
            yield shared_since_s, at_s


def _spans(line_s: Sequence[float]) -> Iterator[tuple[float, float]]:
    """Yield the spans around a line's losses, overlapping ones as one."""
    since_s = until_s = None
    for at_s in line_s:
        if until_s is not None and since_s is not None and at_s - NEAR_S > until_s:
            yield since_s, until_s
            since_s = None
        since_s = at_s - NEAR_S if since_s is None else since_s
        until_s = at_s + NEAR_S
    if since_s is not None and until_s is not None:
        yield since_s, until_s


def _binomial_tail(count: int, least: int, share: float) -> float:
    """Return how likely at least `least` of `count` trials succeed, each with the chance `share`."""
    share = min(share, 1.0)
    return min(
        1.0, sum(comb(count, k) * share**k * (1 - share) ** (count - k) for k in range(least, count + 1))
    )

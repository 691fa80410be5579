"""Losses that coincide, and independent ones that do not: the statistic of a congested node."""

import random

import pytest

from gbdt_console.core.diagnosis.coincident_losses import chance

WINDOW_S = 300
LIMIT = 5e-5


def runs(rng: random.Random, loss: float, for_s: int, events: list[float], hit: float) -> list[float]:
    """When the runs of losses of one line begin, that is probed every second at its own phase."""
    phase_s, found, newest_s = rng.random(), [], -9.0
    for second in range(for_s):
        at_s = second + phase_s
        is_hit = any(begin_s <= at_s < begin_s + 1.2 for begin_s in events) and rng.random() < hit
        if is_hit or rng.random() < loss:
            if at_s - newest_s > 1.5:
                found.append(at_s)
            newest_s = at_s
    return found


def looks(lines: list[list[float]], site: int, least: int) -> list[float]:
    """What is judged of a line at each of its losses, over the window before it."""
    found = []
    for at_s in lines[site]:
        recent = [[s for s in line if at_s - WINDOW_S <= s <= at_s + 1.5] for line in lines]
        own = [s for s in recent[site] if s <= at_s]
        found.append(chance(own, [line for i, line in enumerate(recent) if i != site], least))
    return found


@pytest.mark.search
@pytest.mark.parametrize(("count", "least"), [(3, 1), (5, 2), (20, 6)])
@pytest.mark.parametrize("loss", [0.01, 0.05, 0.2])
def test_independent_losses_of_every_line_never_coincide(count: int, least: int, loss: float) -> None:
    rng = random.Random(count)
    for _ in range(3 if count == 3 else 1):
        lines = [runs(rng, loss, 2_400, [], 0.0) for _ in range(count)]
        judged = [looks(lines, site, least) for site in range(min(count, 3))]
        assert sum(min(of_line, default=1.0) < LIMIT for of_line in judged) < 2, "one line is no node"


@pytest.mark.parametrize(("count", "least"), [(2, 1), (3, 1), (5, 2), (20, 6)])
@pytest.mark.parametrize(("noise", "hit"), [(0.0, 1.0), (0.005, 0.9)])
def test_losses_at_the_same_moments_are_found_within_minutes(
    count: int, least: int, noise: float, hit: float
) -> None:
    rng = random.Random(count)
    events = sorted(rng.uniform(0, 300) for _ in range(20))
    lines = [runs(rng, noise, 300, events, hit) for _ in range(count)]
    for site in range(min(count, 3)):
        assert min(looks(lines, site, least)) < LIMIT


def test_one_common_cut_is_no_coincidence() -> None:
    lines = [[100.0, 150.3], [100.4, 181.0], [100.9, 120.0]]
    assert all(chance(lines[i], [line for j, line in enumerate(lines) if j != i], 1) > 0.05 for i in range(3))


@pytest.mark.parametrize("own", [[], [5.0]])
def test_a_line_with_too_few_losses_coincides_with_nothing(own: list[float]) -> None:
    assert chance(own, [[5.0, 6.0, 7.0]] * 5, 1) == 1.0


def test_the_chance_is_the_binomial_one() -> None:
    """Of 100.5 s, 19.5 lie within a second of the other line's losses, and both later losses do."""
    other = [10.0 * n for n in range(1, 11)]
    assert chance([0.0, 50.5, 100.5], [other], 1) == pytest.approx((19.5 / 100.5) ** 2)
    assert chance([0.0, 55.0, 100.5], [other], 1) == pytest.approx(1 - (81 / 100.5) ** 2)

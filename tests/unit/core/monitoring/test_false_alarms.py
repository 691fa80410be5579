"""How often chance alone makes a line suspect or lost: days of probes, quick ones among them."""

import math
import random
from collections import Counter

import pytest

from gbdt_console.core.monitoring.detection_rules import DetectionRules
from gbdt_console.core.monitoring.detector import Detector, Outcome, PointState
from tests.support.monitoring.probed_line import ProbedLine

DAY_S = 86_400
RTT_S = 0.02
RULES = DetectionRules(degraded_loss=1.0)


def states_of_a_day(rng: random.Random, loss: float, bursts_per_h: float, burst_s: float) -> Counter[str]:
    """Count the states that a day of random losses and bursts gives one line.

    Between two losses nothing is in doubt, and a single reply stands for all of them.
    """
    detector, burst_from_s, begins_s = Detector(RULES, 0.0), -math.inf, 0.0

    def fate(sent_s: float) -> float | None:
        is_lost = sent_s == begins_s or sent_s < burst_from_s + burst_s or rng.random() < loss
        return None if is_lost else RTT_S

    line, now_s = ProbedLine(detector, fate), 0.0
    while now_s < DAY_S:
        gap_s = 1.0 + int(math.log(1.0 - rng.random()) / math.log(1.0 - loss))
        burst_gap_s = rng.expovariate(bursts_per_h / 3_600) if bursts_per_h else math.inf
        begins_s = now_s + min(gap_s, burst_gap_s)
        burst_from_s = begins_s if burst_gap_s < gap_s else -math.inf
        detector.step(begins_s - 0.5, begins_s - 0.5 + RTT_S, Outcome.REPLY, RTT_S * 1_000)
        line.run_until_calm(begins_s)
        now_s = line.now_s
    return Counter(change.after for change in line.changes)


@pytest.mark.search
@pytest.mark.parametrize(
    ("loss", "lines", "bursts_per_h"),
    [(0.01, 60, 0), (0.05, 20, 0), (0.01, 20, 6), (0.05, 10, 6), (0.15, 4, 6)],
)
def test_a_day_of_chance_and_bursts_makes_no_line_down(loss: float, lines: int, bursts_per_h: float) -> None:
    rng = random.Random(20_260_105)
    found: Counter[str] = Counter()
    for _ in range(lines):
        found += states_of_a_day(rng, loss, bursts_per_h, 2.0)
    assert found[PointState.DOWN] == 0
    assert found[PointState.SUSPECT] > 0


def test_random_losses_make_a_line_suspect_as_often_as_the_theory_says() -> None:
    """The third probe leaves before the second is overdue, so that only three losses in a row tell."""
    rng = random.Random(20_260_105)
    found = sum((states_of_a_day(rng, 0.1, 0, 0.0) for _ in range(5)), Counter())
    expected = 5 * DAY_S * 0.9 * 0.1**3
    assert found[PointState.SUSPECT] == pytest.approx(expected, rel=0.2)


def test_bursts_longer_than_the_span_are_what_makes_a_line_down() -> None:
    """The days above could see a cut: with bursts of six seconds they do."""
    assert states_of_a_day(random.Random(1), 0.01, 6, 6.0)[PointState.DOWN] > 50

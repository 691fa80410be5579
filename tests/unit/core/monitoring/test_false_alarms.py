"""How often chance alone makes a target suspect or lost: the detector beside the theory, days of seconds."""

import math
import random
from collections.abc import Iterator

import pytest

from gbdt_console.core.monitoring.detector import DetectionRules, Detector, Outcome, PointState, StateChange

DAY_S = 86_400
TARGETS = 600
RULES = DetectionRules(degraded_loss=1.0)
_TOLD = {PointState.UP: 1, PointState.DOWN: RULES.up_replies + 1}
"""How many replies of a run are told, the last among them: the others change nothing."""


def losses(rng: random.Random, loss: float, until_s: float) -> Iterator[int]:
    """The replies before each lost probe, one a second; drawn, not counted."""
    left = until_s
    while left > 0:
        gap = int(math.log(1.0 - rng.random()) / math.log(1.0 - loss))
        left -= gap + 1
        yield gap


def live(rng: random.Random, loss: float, for_s: float, *, is_hastened: bool) -> Iterator[StateChange]:
    """One target's changes; while it is suspect, it is probed twice as often where `is_hastened`. Long runs
    of replies are told by those that change something and the last."""
    detector = Detector(RULES, 0.0)
    now_s = 0.0
    for replies in losses(rng, loss, for_s):
        told = min(replies, _TOLD.get(detector.state, 2))
        for reply in range(told + 1):
            is_suspect = is_hastened and detector.state is PointState.SUSPECT
            now_s += RULES.suspect_interval_s if is_suspect else 1.0
            if reply == told - 1:
                now_s += replies - told
            outcome = Outcome.LOST if reply == told else Outcome.REPLY
            change = detector.step(now_s, outcome, None if reply == told else 20.0)
            if change is not None:
                yield change


def test_runs_of_replies_may_be_told_short() -> None:
    """The same losses with every reply told make the same changes."""
    gaps = list(losses(random.Random(3), 0.1, 20_000))
    whole, now_s, changes = Detector(RULES, 0.0), 0.0, []
    for gap in gaps:
        for outcome in [Outcome.REPLY] * gap + [Outcome.LOST]:
            now_s += 1.0
            change = whole.step(now_s, outcome, None if outcome is Outcome.LOST else 20.0)
            if change is not None:
                changes.append(change)
    assert list(live(random.Random(3), 0.1, 20_000, is_hastened=False)) == changes
    assert len(changes) > 100


def test_600_targets_at_1_percent_loss_give_at_most_one_false_alarm_a_day() -> None:
    rng = random.Random(20_260_105)
    found = [change.after for _ in range(TARGETS) for change in live(rng, 0.01, DAY_S, is_hastened=True)]
    expected = TARGETS * DAY_S * 0.01**2 * 0.99
    assert found.count(PointState.SUSPECT) == pytest.approx(expected, abs=3 * math.sqrt(expected))
    assert found.count(PointState.DOWN) <= 1


def test_at_ten_percent_loss_false_alarms_are_as_many_as_the_theory_says() -> None:
    rng = random.Random(20_260_105)
    for_s = 6 * 3_600
    found = [change.after for _ in range(TARGETS) for change in live(rng, 0.1, for_s, is_hastened=False)]
    losses_in_a_row = math.ceil(RULES.down_span_s) + 1
    expected = TARGETS * for_s * 0.1**losses_in_a_row * 0.9
    assert expected / 2 <= found.count(PointState.DOWN) <= expected * 2


def test_twice_as_many_probes_of_a_suspect_target_make_no_more_false_alarms() -> None:
    """The five seconds stand beside the five losses for this."""
    rng = random.Random(20_260_105)
    found = [change.after for _ in range(TARGETS) for change in live(rng, 0.1, 3_600, is_hastened=True)]
    assert found.count(PointState.DOWN) <= 2

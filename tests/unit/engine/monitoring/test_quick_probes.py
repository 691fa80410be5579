"""Quick probes of targets in doubt: at once, then every quarter second, all of them within a budget."""

from collections import Counter
from operator import attrgetter

from gbdt_console.core.monitoring.detection_rules import DetectionRules
from gbdt_console.core.monitoring.detector import Detector, Outcome
from gbdt_console.engine.monitoring.quick_probes import QuickProbes


def in_doubt(count: int) -> list[Detector]:
    detectors = [Detector(DetectionRules(), 0.0) for _ in range(count)]
    for detector in detectors:
        detector.step(0.5, 0.5, Outcome.REPLY, 20.0)
        detector.step(1.0, 1.3, Outcome.OVERDUE)
    return detectors


def sent(quick: QuickProbes, from_s: float, for_s: float) -> list[tuple[float, int]]:
    """Ask every 20 ms, as the engine does."""
    ticks = [round(from_s + tick * 0.02, 2) for tick in range(round(for_s / 0.02))]
    return [(now_s, item) for now_s in ticks for item in quick.due(now_s)]


def test_a_target_in_doubt_is_probed_at_once_then_every_quarter_second() -> None:
    quick = QuickProbes(in_doubt(1), 200.0, attrgetter("is_in_doubt"))
    assert not quick
    quick.add(0)
    quick.add(0)
    times_s = [at_s for at_s, _ in sent(quick, 1.3, 1.1)]
    assert times_s == [1.3, 1.56, 1.8, 2.06, 2.3]


def test_a_target_that_answers_is_dropped_and_may_come_again() -> None:
    detectors = in_doubt(1)
    quick = QuickProbes(detectors, 200.0, attrgetter("is_in_doubt"))
    quick.add(0)
    assert sent(quick, 1.3, 0.02)
    detectors[0].step(1.3, 1.32, Outcome.REPLY, 20.0)
    assert not sent(quick, 1.32, 0.5)
    assert not quick
    detectors[0].step(2.0, 2.3, Outcome.OVERDUE)
    quick.add(0)
    assert sent(quick, 2.3, 0.02) == [(2.3, 0)]


def test_a_whole_province_in_doubt_shares_the_budget_and_nobody_is_left_out() -> None:
    quick = QuickProbes(in_doubt(2_000), 200.0, attrgetter("is_in_doubt"))
    for item in range(2_000):
        quick.add(item)
    found = sent(quick, 1.3, 30.0)
    a_second = Counter(int(at_s - 1.3) for at_s, _ in found)
    assert all(195 <= number <= 225 for number in a_second.values())
    a_target = Counter(item for _, item in found)
    assert (min(a_target.values()), max(a_target.values())) == (3, 4)


def test_a_long_calm_saves_up_no_burst() -> None:
    quick = QuickProbes(in_doubt(300), 200.0, attrgetter("is_in_doubt"))
    for item in range(300):
        quick.add(item)
    assert len(sent(quick, 5_000.0, 0.02)) == 20

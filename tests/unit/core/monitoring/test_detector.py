"""Point states by the rules of the detection specification, and against a naive re-computation."""

import random
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbdt_console.core.monitoring.detector import DetectionRules, Detector, Outcome, PointState, StateChange
from tests.support.monitoring.naive_detector import NaiveDetector

UP, SUSPECT, DOWN, DEGRADED, UNKNOWN = PointState
REPLY, LOST, LATE = Outcome


class Line:
    """One target probed once a second, told in letters: r reply, l lost, L late."""

    def __init__(self, rules: DetectionRules | None = None) -> None:
        self.detector = Detector(rules or DetectionRules(), 0.0)
        self.now_s = 0.0
        self.changes: list[StateChange] = []

    def play(self, letters: str, rtt_ms: float = 20.0, every_s: float = 1.0) -> "Line":
        for letter in letters:
            self.now_s += every_s
            outcome = {"r": REPLY, "l": LOST, "L": LATE}[letter]
            change = self.detector.step(self.now_s, outcome, None if outcome is LOST else rtt_ms)
            if change is not None:
                self.changes.append(change)
        return self

    @property
    def state(self) -> PointState:
        return self.detector.state


LOSS_IS_NORMAL = DetectionRules(degraded_loss=1.0)


def after(letters: str) -> Line:
    return Line(LOSS_IS_NORMAL).play(letters)


def test_the_first_reply_makes_an_unknown_point_up() -> None:
    assert Line().state is UNKNOWN
    assert after("r").changes == [StateChange(UNKNOWN, UP, 1.0, 1.0)]


def test_two_losses_in_a_row_make_it_suspect_since_the_last_good_reply() -> None:
    assert after("rrl").state is UP
    assert after("rrll").changes[-1] == StateChange(UP, SUSPECT, 2.0, 4.0)
    assert after("rlrlrl").state is UP


def test_five_losses_over_five_seconds_are_down_since_the_last_reply() -> None:
    assert after("rrlllll").state is SUSPECT, "the first loss may be a second younger than the last reply"
    line = after("rrllllll")
    assert line.changes[-1] == StateChange(SUSPECT, DOWN, 2.0, 8.0)
    assert line.detector.since_s == 2.0


def test_five_losses_within_five_seconds_are_not_down_yet() -> None:
    line = Line().play("r").play("l" * 10, every_s=0.5)
    assert line.state is SUSPECT
    assert line.play("l", every_s=0.5).state is DOWN


def test_five_seconds_with_four_losses_are_not_down_yet() -> None:
    line = Line().play("r").play("llll", every_s=2.0)
    assert line.state is SUSPECT


def test_a_point_that_never_answered_is_down_since_the_start() -> None:
    assert after("llllll").changes == [StateChange(UNKNOWN, DOWN, 0.0, 6.0)]


def test_three_replies_in_a_row_end_an_outage_at_the_first_of_them() -> None:
    assert after("rllllllrr").state is DOWN
    assert after("rllllllrrlrr").state is DOWN
    assert after("rllllllrrr").changes[-1] == StateChange(DOWN, UP, 8.0, 10.0)
    assert after("rllllllrrlrLrr").changes[-1] == StateChange(DOWN, UP, 11.0, 14.0)


def test_a_cut_that_ends_before_down_is_a_blip_from_its_last_good_reply() -> None:
    line = after("rrlllr")
    assert line.changes[-1] == StateChange(SUSPECT, UP, 2.0, 6.0, is_blip=True)
    assert not any(change.is_blip for change in after("rrlrrlrllllllrrr").changes)


def test_a_blip_does_not_reach_back_over_blind_time() -> None:
    line = after("rr")
    line.now_s = 100.0
    line.detector.blind(100.0)
    line.play("rll")
    line.now_s = 200.0
    line.detector.blind(200.0)
    line.detector.step(200.5, REPLY, 20.0)
    line.play("llr")
    assert line.changes[-1] == StateChange(SUSPECT, UP, 200.5, 203.0, is_blip=True)


def test_a_late_reply_cancels_the_loss_and_proves_life() -> None:
    assert after("r" + "lL" * 20).state is UP
    assert after("rllllLllll").state is SUSPECT
    line = after("r" * 100 + "lL")
    assert line.detector.loss_ratio == 0
    assert line.detector.last_good_s == 102.0


def test_late_replies_alone_do_not_end_an_outage() -> None:
    assert after("rllllll" + "lL" * 9).state is DOWN


def test_a_line_that_answers_only_late_is_degraded_by_its_round_trip() -> None:
    line = Line().play("lL" * 5, rtt_ms=1_200.0)
    assert line.state is DEGRADED
    assert line.detector.rtt_ms == 1_200.0


def test_a_late_reply_of_the_outage_takes_no_older_loss_out_of_the_figure() -> None:
    line = after("r" * 200 + "l" + "r" * 10 + "llllll" + "L")
    assert line.detector.loss_ratio == pytest.approx(1 / 211)


def test_one_loss_is_normal_and_more_than_one_in_a_hundred_degrades() -> None:
    assert Line().play("rl" + "r").state is UP
    assert Line().play("rlrlr").state is DEGRADED
    assert Line().play("r" * 297 + "lrlrlr").state is UP
    assert Line().play("r" * 297 + "lrlrlrlr").state is DEGRADED


def test_a_loss_leaves_the_figure_after_three_hundred_probes() -> None:
    assert after("l" + "r" * 299).detector.loss_ratio == pytest.approx(1 / 300)
    assert after("l" + "r" * 300).detector.loss_ratio == 0
    assert after("l" + "r" * 300 + "L").detector.loss_ratio == 0


def test_loss_is_unknown_before_the_first_sample() -> None:
    assert Line().detector.loss_ratio is None


def test_an_outage_is_left_out_of_the_loss() -> None:
    line = after("r" * 150 + "lllll" + "l" * 60 + "rrr")
    assert line.state is UP
    assert line.detector.loss_ratio == 0


def test_a_long_round_trip_degrades_at_once_until_five_calm_seconds() -> None:
    line = Line().play("r", rtt_ms=301.0)
    assert line.state is DEGRADED
    line.play("r", rtt_ms=20.0)
    calm_since_s = line.now_s
    line.play("rrrr")
    assert line.state is DEGRADED
    line.play("r")
    assert line.changes[-1] == StateChange(DEGRADED, UP, calm_since_s + 5, calm_since_s + 5)


def test_a_relapse_starts_the_calm_time_anew() -> None:
    line = Line().play("r", rtt_ms=301.0).play("rrr").play("r", rtt_ms=5_000.0)
    relapse_s = line.now_s
    line.play("r" * 100)
    assert line.changes[-1].after is UP
    assert line.changes[-1].decided_s > relapse_s + 5


def test_a_blip_does_not_shorten_the_calm_time() -> None:
    line = Line(LOSS_IS_NORMAL).play("r", rtt_ms=301.0).play("rr").play("ll")
    assert line.state is SUSPECT
    line.play("r")
    assert line.state is DEGRADED
    assert line.play("rrrr").state is DEGRADED
    assert line.play("r").state is UP


def test_jitter_is_rfc_3550_s_and_a_clean_change_of_route_is_none() -> None:
    line = Line().play("r")
    for _ in range(100):
        line.play("r", rtt_ms=100.0).play("r", rtt_ms=20.0)
    assert line.detector.jitter_ms == pytest.approx(80.0, abs=0.1)
    assert line.state is DEGRADED
    moved = Line().play("r" * 50, rtt_ms=20.0).play("r" * 300, rtt_ms=200.0)
    assert [change.after for change in moved.changes] == [UP]


def test_no_outcome_for_three_periods_is_unknown_since_the_last_one() -> None:
    line = after("rr")
    assert line.detector.tick(6.0, 1.0) is None
    assert line.detector.tick(6.1, 1.0) == StateChange(UP, UNKNOWN, 2.0, 6.1)
    assert line.detector.tick(9.0, 1.0) is None
    assert after("rr").detector.tick(18.0, 5.0) is None


@pytest.mark.parametrize("letters", ["r", "rll", "rlllll", "rlrlr"])
def test_blindness_makes_every_state_unknown(letters: str) -> None:
    line = Line().play(letters)
    before = line.state
    assert line.detector.blind(50.0) == StateChange(before, UNKNOWN, 50.0, 50.0)
    assert line.detector.blind(51.0) is None


def test_silence_before_the_end_of_blindness_counts_for_nothing() -> None:
    line = after("rllll")
    line.detector.blind(5.5)
    line.now_s = 5.5
    line.play("lllll")
    assert line.state is UNKNOWN
    line.play("l")
    assert line.changes[-1] == StateChange(UNKNOWN, DOWN, 5.5, 11.5)


SMALL = DetectionRules(
    loss_window=12, loss_window_least=5, degraded_loss=0.2, rtt_limit_ms=100.0, jitter_limit_ms=25.0
)
STEPS = st.tuples(
    st.sampled_from(["reply"] * 4 + ["lost"] * 4 + ["late", "slow", "tick", "blind"]),
    st.sampled_from([0.0, 0.5, 1.0, 1.0, 1.0, 2.5]),
)


def apply(detector: Detector | NaiveDetector, kind: str, now_s: float) -> StateChange | None:
    if kind == "tick":
        return detector.tick(now_s, 1.0)
    if kind == "blind":
        return detector.blind(now_s)
    if kind == "lost":
        return detector.step(now_s, LOST)
    rtt_ms = {"reply": 20.0 + now_s % 3, "slow": 400.0, "late": 1_100.0}[kind]
    return detector.step(now_s, LATE if kind == "late" else REPLY, rtt_ms)


def walk(rules: DetectionRules, steps: Iterable[tuple[str, float]]) -> set[PointState]:
    """Drive both detectors alike and compare all that can be seen after every step."""
    ours, naive = Detector(rules, 10.0), NaiveDetector(rules, 10.0)
    now_s, missing = 10.0, 0
    visited = set()
    for kind, pause_s in steps:
        now_s += pause_s + (4 if kind == "tick" else 0)
        if kind == "late" and not missing:
            continue
        missing = 0 if kind == "blind" else missing + {"lost": 1, "late": -1}.get(kind, 0)
        assert apply(ours, kind, now_s) == apply(naive, kind, now_s)
        assert (ours.state, ours.since_s, ours.last_good_s) == (naive.state, naive.since_s, naive.last_good_s)
        assert ours.loss_ratio == pytest.approx(naive.loss_ratio)
        assert (ours.rtt_ms, ours.jitter_ms) == pytest.approx((naive.rtt_ms, naive.jitter_ms))
        visited.add(ours.state)
    return visited


@settings(max_examples=400, deadline=None)
@given(st.lists(STEPS, max_size=150))
def test_any_walk_agrees_with_a_naive_recomputation(steps: list[tuple[str, float]]) -> None:
    walk(SMALL, steps)


def test_a_long_walk_with_the_real_numbers_agrees_too_and_sees_every_state() -> None:
    """Seeded seconds of good times, bad times and cuts."""
    rng = random.Random(9)
    steps: list[tuple[str, float]] = []
    for _ in range(25):
        lost, slow = rng.choice(((0, 0), (1, 0), (2, 2), (95, 0), (10, 1)))
        kinds = ["lost"] * lost + ["slow"] * slow + ["late"] * (lost // 4)
        kinds += ["reply"] * max(1, 100 - len(kinds))
        steps += [(rng.choice(kinds), 1.0) for _ in range(330 if not lost else rng.randint(5, 60))]
        steps += [(rng.choice(("reply", "tick", "blind")), 1.0)] * (rng.random() < 0.1)
    assert walk(DetectionRules(), steps) == set(PointState)

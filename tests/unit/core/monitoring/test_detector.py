"""Point states by the rules of the detection specification, and against a naive re-computation."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbdt_console.core.monitoring.detection_rules import DetectionRules
from gbdt_console.core.monitoring.detector import Detector, Outcome, PointState, StateChange
from tests.support.monitoring.naive_detector import NaiveDetector
from tests.support.monitoring.probed_line import ProbedLine

UP, SUSPECT, DOWN, DEGRADED, UNKNOWN = PointState
REPLY, LOST, LATE, OVERDUE = Outcome


class Line:
    """One target probed once a second, told in letters: r reply, l lost, L late reply to the newest lost."""

    def __init__(self, rules: DetectionRules | None = None) -> None:
        self.detector = Detector(rules or DetectionRules(), 0.0)
        self.now_s = 0.0
        self.changes: list[StateChange] = []
        self.lost_s = 0.0

    def play(self, letters: str, rtt_ms: float = 20.0, every_s: float = 1.0) -> "Line":
        for letter in letters:
            self.now_s += every_s
            outcome = {"r": REPLY, "l": LOST, "L": LATE}[letter]
            self.lost_s = self.now_s if outcome is LOST else self.lost_s
            sent_s = self.lost_s if outcome is LATE else self.now_s
            change = self.detector.step(sent_s, self.now_s, outcome, None if outcome is LOST else rtt_ms)
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


def test_eight_losses_sent_over_four_seconds_are_down_since_the_last_reply() -> None:
    assert after("rr" + "l" * 7).state is SUSPECT
    line = after("rr" + "l" * 8)
    assert line.changes[-1] == StateChange(SUSPECT, DOWN, 2.0, 10.0)
    assert line.detector.since_s == 2.0


def test_many_losses_within_four_seconds_are_not_down_yet() -> None:
    line = Line().play("r").play("l" * 16, every_s=0.25)
    assert line.state is SUSPECT, "15 intervals lie between 16 probes"
    assert line.play("l", every_s=0.25).state is DOWN


def test_seven_losses_over_any_time_are_not_down_yet() -> None:
    assert Line().play("r").play("l" * 7, every_s=2.0).state is SUSPECT


def test_the_span_is_from_sending_to_sending_however_late_it_is_known() -> None:
    line = Line().play("r")
    for number in range(8):
        line.detector.step(2 + number * 0.5, 2 + number, OVERDUE)
    assert line.state is SUSPECT, "seven intervals of half a second, known over seven seconds"


def test_an_overdue_probe_that_is_lost_counts_once() -> None:
    line = Line().play("rr")
    for _ in range(9):
        line.detector.step(3.0, 3.3, OVERDUE)
        line.detector.step(3.0, 4.0, LOST)
    assert line.state is UP


def test_an_answer_after_the_time_out_takes_the_doubt_back() -> None:
    line = Line().play("rr")
    line.detector.step(3.0, 3.3, OVERDUE)
    assert line.detector.is_in_doubt
    line.detector.step(3.0, 3.5, REPLY, 500.0)
    assert not line.detector.is_in_doubt
    assert line.detector.loss_ratio == 0


def test_an_answer_leaves_the_losses_of_later_probes_in_doubt() -> None:
    line = Line().play("rr")
    for sent_s in (3.0, 3.3, 3.55):
        line.detector.step(sent_s, sent_s + 0.3, OVERDUE)
    line.detector.step(3.0, 3.9, REPLY, 900.0)
    assert line.detector.is_in_doubt
    line.detector.step(3.55, 3.95, REPLY, 400.0)
    assert not line.detector.is_in_doubt


def test_the_time_out_is_the_round_trip_and_four_variations_within_limits() -> None:
    assert Line().detector.overdue_s == 1.0
    assert Line().play("r" * 50, rtt_ms=20.0).detector.overdue_s == 0.3
    assert Line().play("r" * 50, rtt_ms=600.0).detector.overdue_s == pytest.approx(0.6, abs=0.001)
    assert Line().play("r", rtt_ms=200.0).detector.overdue_s == pytest.approx(0.2 + 4 * 0.1)
    assert Line().play("lL" * 50, rtt_ms=3_000.0).detector.overdue_s == 1.0
    assert after("r" + "l" * 8).detector.overdue_s == 1.0, "after a cut it is measured anew"


def test_a_quick_probe_counts_for_the_state_and_not_for_the_loss() -> None:
    line = Line(LOSS_IS_NORMAL).play("r" * 100)
    line.detector.step(101.3, 101.6, OVERDUE, None, True)
    line.detector.step(101.3, 102.3, LOST, None, True)
    assert line.detector.is_in_doubt
    assert line.detector.loss_ratio == 0
    line.detector.step(101.3, 103.0, LATE, 1_700.0, True)
    line.detector.step(103.3, 103.4, REPLY, 100.0, True)
    assert line.play("l").detector.loss_ratio == pytest.approx(1 / 101)


def test_a_reply_without_a_round_trip_proves_life_and_measures_nothing() -> None:
    line = Line().play("r" * 20)
    line.detector.step(21.0, 21.9, REPLY, None)
    assert (line.state, line.detector.rtt_ms, line.detector.jitter_ms) == (UP, 20.0, 0.0)


def test_a_point_that_never_answered_is_down_since_the_start() -> None:
    assert after("l" * 8).changes == [StateChange(UNKNOWN, DOWN, 0.0, 8.0)]


def test_a_stall_keeps_a_sure_state_and_drops_the_losses() -> None:
    line = after("rr")
    assert line.detector.stalled(60.0) is None
    assert line.detector.tick(63.0, 1.0) is None, "silence counts from the end of the stall"
    doubtful = after("rrllll")
    assert doubtful.detector.stalled(60.0) == StateChange(SUSPECT, UNKNOWN, 60.0, 60.0)
    assert after("r" + "l" * 9).detector.stalled(60.0) is None


def test_three_replies_in_a_row_end_an_outage_at_the_first_of_them() -> None:
    assert after("rllllllllrr").state is DOWN
    assert after("rllllllllrrlrr").state is DOWN
    assert after("rllllllllrrr").changes[-1] == StateChange(DOWN, UP, 10.0, 12.0)
    assert after("rllllllllrrlrLrr").changes[-1] == StateChange(DOWN, UP, 13.0, 16.0)


def test_a_cut_that_ends_before_down_is_a_blip_from_its_last_good_reply() -> None:
    line = after("rrlllr")
    assert line.changes[-1] == StateChange(SUSPECT, UP, 2.0, 6.0, is_blip=True)
    assert not any(change.is_blip for change in after("rrlrrlrllllllllrrr").changes)


def test_a_blip_does_not_reach_back_over_blind_time() -> None:
    line = after("rr")
    line.now_s = 100.0
    line.detector.blind(100.0)
    line.play("rll")
    line.now_s = 200.0
    line.detector.blind(200.0)
    line.detector.step(200.5, 200.5, REPLY, 20.0)
    line.play("llr")
    assert line.changes[-1] == StateChange(SUSPECT, UP, 200.5, 203.0, is_blip=True)


def test_a_late_reply_cancels_the_loss_and_proves_life() -> None:
    assert after("r" + "lL" * 20).state is UP
    assert after("rlllllllLlllllll").state is SUSPECT
    line = after("r" * 100 + "lL")
    assert line.detector.loss_ratio == 0
    assert line.detector.last_good_s == 102.0


def test_late_replies_alone_do_not_end_an_outage() -> None:
    assert after("rllllllll" + "lL" * 9).state is DOWN


def test_a_line_that_answers_only_late_is_degraded_by_its_round_trip() -> None:
    line = Line().play("lL" * 5, rtt_ms=1_200.0)
    assert line.state is DEGRADED
    assert line.detector.rtt_ms == 1_200.0


def test_a_late_reply_of_the_outage_takes_no_older_loss_out_of_the_figure() -> None:
    line = after("r" * 200 + "l" + "r" * 10 + "l" * 8 + "L")
    assert line.detector.loss_ratio == pytest.approx(1 / 211)
    line = after("r" * 200 + "l" + "r" * 10 + "l" * 9)
    line.play("rrr").detector.step(line.lost_s, line.now_s, LATE, 4_000.0)
    assert line.detector.loss_ratio == pytest.approx(1 / 214)


def test_one_loss_is_normal_and_more_than_one_in_a_hundred_degrades() -> None:
    assert Line().play("rl" + "r").state is UP
    assert Line().play("rlrlr").state is DEGRADED
    assert Line().play("r" * 297 + "lrlrlr").state is UP
    assert Line().play("r" * 297 + "lrlrlrlr").state is DEGRADED


def test_a_loss_leaves_the_figure_after_three_hundred_probes() -> None:
    assert after("l" + "r" * 299).detector.loss_ratio == pytest.approx(1 / 300)
    assert after("l" + "r" * 300).detector.loss_ratio == 0
    assert after("l" + "r" * 300).detector.loss_ratio == 0


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


@pytest.mark.parametrize("letters", ["r", "rll", "rllllllll", "rlrlr"])
def test_blindness_makes_every_state_unknown(letters: str) -> None:
    line = Line().play(letters)
    before = line.state
    assert line.detector.blind(50.0) == StateChange(before, UNKNOWN, 50.0, 50.0)
    assert line.detector.blind(51.0) is None


def test_silence_before_the_end_of_blindness_counts_for_nothing() -> None:
    line = after("rllll")
    line.detector.blind(5.5)
    line.now_s = 5.5
    line.play("lllllll")
    assert line.state is UNKNOWN
    line.play("l")
    assert line.changes[-1] == StateChange(UNKNOWN, DOWN, 5.5, 13.5)


SMALL = DetectionRules(
    loss_window=12, loss_window_least=5, degraded_loss=0.2, rtt_limit_ms=100.0, jitter_limit_ms=25.0
)
FATES = ["reply"] * 4 + ["lost"] * 5 + ["slow", "late", "very late"]
RUNS = st.lists(
    st.tuples(
        st.sampled_from(FATES),
        st.floats(0.1, 12.0),
        st.sampled_from(["", "", "", "blind", "stall", "tick"]),
    ),
    max_size=40,
)
ROUND_TRIPS = {"reply": 0.02, "slow": 0.4, "late": 1.4, "very late": 6.0, "lost": None}


def walk(rules: DetectionRules, runs: list[tuple[str, float, str]], jitter: random.Random) -> set[PointState]:
    """Drive both detectors through runs of one fate each; compare all that can be seen after every step."""
    ours, naive = Detector(rules, 0.0), NaiveDetector(rules, 0.0)
    visited, forgotten_s = set(), -math.inf
    fate = {"now": "reply"}

    def compare() -> None:
        assert (ours.state, ours.since_s, ours.last_good_s) == (naive.state, naive.since_s, naive.last_good_s)
        assert ours.loss_ratio == pytest.approx(naive.loss_ratio)
        assert (ours.rtt_ms, ours.jitter_ms) == pytest.approx((naive.rtt_ms, naive.jitter_ms))
        assert ours.overdue_s == pytest.approx(naive.overdue_s)
        assert ours.is_in_doubt == naive.is_in_doubt
        visited.add(ours.state)

    def step(
        sent_s: float, at_s: float, outcome: Outcome, rtt_ms: float | None, is_quick: bool
    ) -> StateChange | None:
        if sent_s < forgotten_s:
            return None
        change = ours.step(sent_s, at_s, outcome, rtt_ms, is_quick)
        assert change == naive.step(sent_s, at_s, outcome, rtt_ms, is_quick)
        compare()
        return change

    def round_trip_s(sent_s: float) -> float | None:
        rtt_s = ROUND_TRIPS[fate["now"]]
        return None if rtt_s is None else rtt_s * jitter.uniform(0.9, 1.1)

    line, next_s = ProbedLine(ours, round_trip_s, step=step), 0.5
    line.begin(next_s)
    for fate["now"], for_s, end in runs:
        next_s += for_s
        line.run(next_s)
        if end == "tick":
            assert ours.tick(next_s + 5.0, 1.0) == naive.tick(next_s + 5.0, 1.0)
            forgotten_s = next_s
        elif end:
            method = "stalled" if end == "stall" else end
            assert getattr(ours, method)(next_s) == getattr(naive, method)(next_s)
            forgotten_s = next_s
        compare()
    return visited


@settings(max_examples=150, deadline=None)
@given(RUNS, st.integers(0, 1_000))
def test_any_history_of_losses_agrees_with_a_naive_recomputation(
    runs: list[tuple[str, float, str]], seed: int
) -> None:
    walk(SMALL, runs, random.Random(seed))


def test_a_long_walk_with_the_real_numbers_agrees_too_and_sees_every_state() -> None:
    """Seeded minutes of good times, bad times and cuts."""
    rng = random.Random(9)
    runs: list[tuple[str, float, str]] = []
    for _ in range(12):
        runs += [("reply", 60.0, ""), (rng.choice(FATES), rng.uniform(0.1, 9.0), "")]
        runs += [("lost", rng.uniform(0.1, 9.0), rng.choice(["", "", "blind", "stall", "tick"]))]
    assert walk(DetectionRules(), runs, rng) == set(PointState)


@settings(max_examples=300, deadline=None)
@given(st.floats(0.0, 1.0), st.floats(0.1, 9.0), st.floats(0.001, 0.09))
def test_a_cut_is_marked_and_called_down_in_time_wherever_it_falls(
    phase_s: float, cut_s: float, rtt_s: float
) -> None:
    began_s, detector = 20.0 + phase_s, Detector(DetectionRules(), 0.0)

    def round_trip_s(sent_s: float) -> float | None:
        is_cut = began_s - rtt_s < sent_s < began_s + cut_s
        return None if is_cut else rtt_s

    line = ProbedLine(detector, round_trip_s)
    line.begin(0.5)
    line.run(60.0)
    after = {
        change.after: change.decided_s - began_s for change in line.changes if change.decided_s > began_s
    }
    if cut_s >= 1.6:
        assert 0.0 < after[SUSPECT] <= 1.7
    if cut_s <= 3.9:
        assert DOWN not in after
    if cut_s >= 5.5:
        assert 4.0 < after[DOWN] <= 5.5
    if DOWN in after:
        (back,) = [change for change in line.changes if change.before is DOWN]
        assert back.decided_s - (began_s + cut_s) <= 1.0 + 0.25 + 3 * rtt_s

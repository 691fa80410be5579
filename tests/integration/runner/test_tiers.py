"""What has real parts does not begin where what is deterministic is wrong; what keeps real times waits for
nothing that does not."""

import threading

import pytest

from tests.run_all import (
    DETERMINISTIC,
    TIMED,
    TIMED_AT_ONCE,
    UNTIMED,
    UNTIMED_AT_ONCE,
    WITH_REAL_PARTS,
    run_tiers,
)
from tests.support.runner.tally import Tally, TimedTest

FIRST = set(DETERMINISTIC)
NOTHING_LEFT_OUT: dict[str, str] = {}
ALL = FIRST.union(WITH_REAL_PARTS)


def ran(wrong: str) -> tuple[set[str], list[Tally]]:
    """Run all with one part that fails beside others and not alone; return which ran, and how all ended."""
    begun: set[str] = set()

    def run(part: str) -> Tally:
        begun.add(part)
        if part != wrong:
            return Tally(part, 1, 0, 0, 1.0)
        return Tally(part, 0, 1, 0, 1.0, tests=(TimedTest("late", 1.0, "failed", "late"),))

    tallies = run_tiers(run, lambda node_id: True, NOTHING_LEFT_OUT)
    return begun, tallies


@pytest.mark.parametrize("part", sorted(FIRST))
def test_one_failure_ends_it_after_all_of_the_first_tier_and_is_not_tried_again(part: str) -> None:
    begun, tallies = ran(wrong=part)
    assert begun == FIRST
    assert sum(tally.wrong for tally in tallies) == 1


def test_a_lost_test_of_the_first_tier_ends_it_too() -> None:
    def run(part: str) -> Tally:
        return Tally(part, 1, 0, 0, 1.0).judged(2, may_skip=False)

    assert {tally.part for tally in run_tiers(run, lambda node_id: True, NOTHING_LEFT_OUT)} == FIRST


def test_a_failure_of_the_second_tier_is_tried_again_alone() -> None:
    begun, tallies = ran(wrong="integration")
    assert begun == ALL
    assert sum(tally.wrong for tally in tallies) == 0


def test_timed_parts_and_others_run_side_by_side_and_no_timed_one_waits_for_an_untimed() -> None:
    """In one line the last timed part would begin late, and cores idle beside it."""
    begin_together = {*TIMED[:TIMED_AT_ONCE], *UNTIMED[:UNTIMED_AT_ONCE]}
    begun, have_ended = threading.Barrier(len(begin_together), timeout=10), threading.Event()
    left = set(TIMED)

    def run(part: str) -> Tally:
        if part in begin_together:
            begun.wait()
        if part in UNTIMED:
            assert have_ended.wait(10)
        elif part in TIMED:
            left.discard(part)
            if not left:
                have_ended.set()
        return Tally(part, 1, 0, 0, 1.0)

    assert len(run_tiers(run, lambda node_id: True, NOTHING_LEFT_OUT)) == len(ALL)

"""Runs once more, each alone, the tests that failed beside others, and counts those that pass only so."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.support.runner.tally import Tally, TimedTest

ALONE_AT_MOST = 3
"""Tests of a run that may pass only alone: more are no chance."""
TRIES_AT_MOST = 10
"""Where more failed, the run is red whatever the others do alone."""


def try_alone(tallies: Sequence[Tally], passes_alone: Callable[[str], bool]) -> list[Tally]:
    """Count as passed what passes alone, print its name, and add a fault where that happened too often.

    passes_alone: runs the test of an id for pytest with nothing beside it
    """
    failed = [test for tally in tallies for test in tally.tests if test.outcome == "failed"]
    may = [test for test in failed if test.may_run_again][:TRIES_AT_MOST]
    alone = {test for test in may if passes_alone(test.may_run_again)}
    for test in failed:
        if test in alone:
            print(f"passed only alone: {test.name}", flush=True)
    counted = [_with_passed(tally, alone) for tally in tallies]
    if len(alone) > ALONE_AT_MOST:
        fault = f"{len(alone)} tests passed only alone, {ALONE_AT_MOST} may"
        counted[0] = replace(counted[0], faults=(*counted[0].faults, fault))
    return counted


def _with_passed(tally: Tally, alone: set[TimedTest]) -> Tally:
    tests = tuple(replace(test, outcome="passed") if test in alone else test for test in tally.tests)
    turned = len(alone.intersection(tally.tests))
    return replace(tally, passed=tally.passed + turned, failed=tally.failed - turned, tests=tests)

"""Runs everything that `make test` promises, and prints what each part cost and left out.

First what is deterministic; only where nothing of it fails, what has real processes, clocks and peers. The
parts of a tier run side by side, since most of them wait. The lab measures real times: all else gives way.
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from tests.support.lab.mcu import why_not
from tests.support.places import ROOT
from tests.support.runner import permits
from tests.support.runner.marks import (
    REAL,
    REAL_LIE_AMONG,
    SEARCH,
    SEARCH_THIRD,
    SEARCHES_LIE_AMONG,
)
from tests.support.runner.missing_tools import may_leave_out
from tests.support.runner.pythons import other_than_ours, run_on_debians_own
from tests.support.runner.second_try import try_alone
from tests.support.runner.tally import Tally, passes_alone, run_make, run_marked
from tests.support.runner.wheel_trial import try_wheel

TESTS = ROOT / "tests"
BUILD = ROOT / "build"
FLOORS = TESTS / "floors.json"
DETERMINISTIC = ("screen", "keys", "unit", "check", "contract")
TIMED = ("terminal", "peers", "lab", "package")
"""Parts that go before the others on the CPU: the lab measures real times, real mixers and telephones keep
theirs, and a console drops keys that waited too long, also one of a package. Each mostly waits. The longest
first."""
UNTIMED = ("integration", SEARCH, REAL, "pythons", "wheel")
"""Parts of the second tier that take what the timed ones leave of the CPU; the longest first. `soak` is in
no tier: it has a command of its own."""
WITH_REAL_PARTS = TIMED + UNTIMED
TIMED_AT_ONCE = 3
"""Timed parts side by side: together they need one of two cores."""
UNTIMED_AT_ONCE = 2
"""Of the others. Once the timed ones have ended, one process would leave a core idle."""
WORKERS = {"integration": 3}
"""Processes side by side in one part: with one, what these tests wait for ended the run alone."""
NOT_RUN, WRONG = "NOT RUN: ", "WRONG: "
"""Begin the lines of what was left out with leave, and of what makes the run red."""
SLOWEST = 10
"""Tests named at the end: more would be read by nobody."""


def main() -> int:
    """Return 1 when a test failed, was left out without leave, or went missing."""
    left_out, may_skip = permits.left_out(permits.find_out()), may_leave_out()
    floors = json.loads(FLOORS.read_text())
    no_mcu = why_not()
    if no_mcu:
        floors["peers"] -= floors["mcu"]
    BUILD.mkdir(exist_ok=True)
    third = os.environ.setdefault(SEARCH_THIRD, str(1 + int(time.time()) % 3))

    def run(part: str) -> Tally:
        if part == "wheel":
            return _wheel()
        if part == "check":
            return run_make("check", ROOT)
        if part == "pythons":
            return _pythons(floors[part])
        return _run_mark(part).judged(floors[part], may_skip=may_skip)

    tallies = run_tiers(run, lambda node_id: passes_alone(node_id, ROOT), left_out)
    _report_slowest(tallies)
    _report(tallies)
    for part, why in left_out.items():
        print(f"{NOT_RUN if may_skip else WRONG}{part}: {why}")
    _report_left_out_tests(tallies)
    print(f"of the searches ran third {third} of 3; again: {SEARCH_THIRD}={third} make test; all: make soak")
    if no_mcu and "peers" not in left_out:
        print(f"MCU NOT RUN: {no_mcu}")
    passed = sum(tally.passed for tally in tallies)
    failed = sum(tally.wrong for tally in tallies) + (0 if may_skip else len(left_out))
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


def run_tiers(
    run: Callable[[str], Tally], passes_alone: Callable[[str], bool], left_out: Mapping[str, str]
) -> list[Tally]:
    """Run all parts but those left out; those with real processes, clocks and peers only where the others
    are right."""
    tallies = _run_parts([part for part in DETERMINISTIC if part not in left_out], run, len(DETERMINISTIC))
    if any(tally.wrong for tally in tallies):
        names = ", ".join(WITH_REAL_PARTS)
        print(f"{NOT_RUN}{names}: what is deterministic comes first, and is wrong", flush=True)
        return tallies
    second = _run_parts([part for part in WITH_REAL_PARTS if part not in left_out], run, UNTIMED_AT_ONCE)
    return tallies + try_alone(second, passes_alone)


def _run_mark(mark: str) -> Tally:
    among = {REAL: REAL_LIE_AMONG, SEARCH: SEARCHES_LIE_AMONG}
    folders = [TESTS / name for name in among.get(mark, (mark,))]
    report = BUILD / f"test-{mark}.xml"
    return run_marked(mark, folders, report, ROOT, workers=WORKERS.get(mark, 1), is_timed=mark in TIMED)


def _run_parts(parts: Sequence[str], run: Callable[[str], Tally], untimed_at_once: int) -> list[Tally]:
    """Run timed parts and others side by side, so many of each; begin the next where one ended."""
    with ThreadPoolExecutor(TIMED_AT_ONCE) as timed, ThreadPoolExecutor(untimed_at_once) as untimed:
        running = [(timed if part in TIMED else untimed).submit(run, part) for part in parts]
        return [one.result() for one in running]


def _pythons(floor: int) -> Tally:
    """Run what leans on the interpreter on Debian's own Python; nothing where that is ours."""
    if not other_than_ours():
        return Tally("pythons", 0, 0, 0, 0.0)
    return run_on_debians_own(BUILD / "test-pythons.xml").judged(floor, may_skip=False)


def _wheel() -> Tally:
    started_s = time.monotonic()
    results = try_wheel(ROOT, BUILD / "wheel")
    for result in results:
        print(f"wheel: {result.what}: {result.complaint or 'ok'}", flush=True)
    failed = sum(1 for result in results if result.complaint)
    return Tally("wheel", len(results) - failed, failed, 0, time.monotonic() - started_s)


def _report_slowest(tallies: Sequence[Tally]) -> None:
    tests = [test for tally in tallies for test in tally.tests]
    print(f"\nThe {SLOWEST} slowest tests:")
    for test in sorted(tests, key=lambda test: -test.seconds)[:SLOWEST]:
        print(f"{test.seconds:>8.1f} s  {test.name}")
    print()


def _report(tallies: Sequence[Tally]) -> None:
    for tally in tallies:
        counts = f"{tally.passed:>6} ok {tally.failed:>4} not ok {tally.skipped:>4} left out"
        print(f"{tally.part:<12}{counts} {tally.seconds:>8.1f} s {tally.cpu_seconds:>8.1f} s of CPU")
    for tally in tallies:
        for fault in tally.faults:
            print(f"{WRONG}{fault}")


def _report_left_out_tests(tallies: Sequence[Tally]) -> None:
    """Say of each part in one line how many tests were left out, and for want of what."""
    for tally in tallies:
        reasons = Counter(test.why for test in tally.tests if test.outcome == "skipped")
        if reasons:
            counted = "; ".join(f"{why} ({count})" for why, count in sorted(reasons.items()))
            print(f"{NOT_RUN}{tally.part}, {reasons.total()} tests: {counted}")


if __name__ == "__main__":
    sys.exit(main())

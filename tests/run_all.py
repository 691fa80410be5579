"""Runs everything that `make test` promises, and says what it cost and left out.

The screens' tests mostly wait for a terminal, so they run beside the units; the times of the lab are real, so
it runs alone.
"""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.conftest import MARK_OF_FOLDER
from tests.support.lab.mcu import why_not
from tests.support.runner.tally import Tally, run_marked
from tests.support.runner.wheel_trial import try_wheel

TESTS = Path(__file__).parent
TREE = TESTS.parent
BUILD = TREE / "build"
FLOORS = TESTS / "floors.json"
TOGETHER = ("unit", "screen")
ALONE = ("lab",)
"""`soak` has a command of its own."""


def main() -> int:
    """Exit code 1 when a test failed, was skipped without leave, or went missing."""
    is_root = os.geteuid() == 0
    may_skip = not is_root and not os.environ.get("CI")
    floors = json.loads(FLOORS.read_text())
    no_mcu = why_not()
    if no_mcu:
        floors["lab"] -= floors["mcu"]
    BUILD.mkdir(exist_ok=True)

    def run(mark: str) -> Tally:
        tally = run_marked(mark, _folders(mark), BUILD / f"test-{mark}.xml", TREE)
        return tally.judged(floors[mark], may_skip=may_skip)

    with ThreadPoolExecutor(len(TOGETHER)) as side_by_side:
        tallies = list(side_by_side.map(run, TOGETHER))
    tallies += [run(mark) for mark in ALONE if is_root]
    tallies.append(_wheel())
    _report(tallies)
    if not is_root:
        print("LAB NOT RUN: needs root")
    elif no_mcu:
        print(f"MCU LAB NOT RUN: {no_mcu}")
    passed = sum(tally.passed for tally in tallies)
    failed = sum(tally.failed + len(tally.faults) for tally in tallies)
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


def _folders(mark: str) -> list[Path]:
    """Where the tests of a mark live."""
    folders = [TESTS / folder for folder, its_mark in MARK_OF_FOLDER.items() if its_mark == mark]
    return [folder for folder in folders if folder.is_dir()]


def _wheel() -> Tally:
    started_s = time.monotonic()
    results = try_wheel(TREE, BUILD / "wheel")
    for result in results:
        print(f"wheel: {result.what}: {result.complaint or 'ok'}", flush=True)
    failed = sum(1 for result in results if result.complaint)
    return Tally("wheel", len(results) - failed, failed, 0, time.monotonic() - started_s)


def _report(tallies: list[Tally]) -> None:
    for tally in tallies:
        counts = f"{tally.passed:>6} ok {tally.failed:>4} not ok {tally.skipped:>4} left out"
        print(f"{tally.part:<8}{counts} {tally.seconds:>8.1f} s")
    for tally in tallies:
        for fault in tally.faults:
            print(f"WRONG: {fault}")


if __name__ == "__main__":
    sys.exit(main())

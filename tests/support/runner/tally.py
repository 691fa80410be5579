"""Runs the tests of one mark, or a target of make, and counts how they ended."""

import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.support.runner.marks import MAY_RUN_AGAIN

TESTS_FAILED = 1
NOTHING_COLLECTED = 5
"""pytest's exit codes: the first is counted test by test, the second falls under the floor."""

MAY_RUN_AGAIN_PATH = f"properties/property[@name='{MAY_RUN_AGAIN}']"

GIVES_WAY = 10
"""Niceness of tests that measure no times: a tenth of the CPU that timed ones get where both want it."""


@dataclass(frozen=True, slots=True)
class TimedTest:
    """One test that ran.

    name: module and test, dotted
    seconds: wall time of set-up, call and tear-down, s
    outcome: passed, failed or skipped
    may_run_again: its id for pytest where it may run once more after it failed, else empty
    why: why it was skipped, else empty
    """

    name: str
    seconds: float
    outcome: str
    may_run_again: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How one part of the tests ended.

    part: the mark, `check` or `wheel`
    passed, failed, skipped: counts of tests
    seconds: wall time of the part, s
    cpu_seconds: CPU time of its pytest and that one's child processes, s
    tests: every test that ran, with its time
    faults: what is wrong beyond the tests that failed
    """

    part: str
    passed: int
    failed: int
    skipped: int
    seconds: float
    cpu_seconds: float = 0.0
    tests: tuple[TimedTest, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def collected(self) -> int:
        return self.passed + self.failed + self.skipped

    @property
    def wrong(self) -> int:
        """Count what makes the run red."""
        return self.failed + len(self.faults)

    def named(self, part: str) -> "Tally":
        return replace(self, part=part)

    def judged(self, floor: int, *, may_skip: bool) -> "Tally":
        """Add as faults the tests that went missing or were skipped without leave."""
        faults = list(self.faults)
        if self.collected < floor:
            faults.append(f"only {self.collected} {self.part} tests, the floor is {floor}")
        if self.skipped and not may_skip:
            faults.append(f"{self.skipped} {self.part} tests were skipped where everything must run")
        return replace(self, faults=tuple(faults))


def run_make(target: str, cwd: Path) -> Tally:
    """Make a target as one test; its output is printed when it has ended."""
    started_s = time.monotonic()
    code, cpu_seconds = _print_output(["nice", "-n", str(GIVES_WAY), "make", target], cwd)
    seconds = time.monotonic() - started_s
    return Tally(target, int(not code), int(bool(code)), 0, seconds, cpu_seconds)


ENDS_WHAT_HANGS = ("-o", "faulthandler_timeout=900", "-o", "faulthandler_exit_on_timeout=true")
"""Ends a pytest whose test takes a quarter of an hour, and prints where: the longest takes two minutes."""

DEALT_BY_FILE = ("--dist", "loadfile", "--no-loadscope-reorder")
"""Of pytest-xdist, in the order of the names: else a slow file of few tests would come last."""


def run_marked(
    mark: str,
    folders: Sequence[Path],
    report: Path,
    cwd: Path,
    *,
    is_timed: bool = False,
    python: str = sys.executable,
    workers: int = 1,
) -> Tally:
    """Run the tests of a mark below folders in one pytest, or its workers, where most of the tests wait.

    The output is printed when the run has ended, so that two marks may run side by side.

    is_timed: whether the tests measure real times; all others give way to them on the CPU
    workers: processes side by side; the next file goes to whichever has done with its last
    """
    report.unlink(missing_ok=True)
    gives_way = [] if is_timed else ["nice", "-n", str(GIVES_WAY)]
    dealt = ["-n", str(workers), *DEALT_BY_FILE] if workers > 1 else []
    argv = [
        *gives_way, python, "-m", "pytest", "-m", mark, f"--junitxml={report}", *ENDS_WHAT_HANGS, *dealt,
        *folders,
    ]  # fmt: skip
    started_s = time.monotonic()
    code, cpu_seconds = _print_output(argv, cwd)
    seconds = time.monotonic() - started_s
    tests = _tests(report)
    outcomes = [test.outcome for test in tests]
    failed = outcomes.count("failed")
    is_explained = code in (0, NOTHING_COLLECTED) or (code == TESTS_FAILED and failed > 0)
    return Tally(
        mark,
        outcomes.count("passed"),
        failed,
        outcomes.count("skipped"),
        seconds,
        cpu_seconds,
        tests,
        () if is_explained else (f"pytest ended with {code} in {mark}",),
    )


def passes_alone(node_id: str, cwd: Path) -> bool:
    """Run one test in a pytest of its own, before all else on the CPU."""
    code, _ = _print_output([sys.executable, "-m", "pytest", node_id], cwd)
    return not code


def _print_output(argv: Sequence[str | Path], cwd: Path) -> tuple[int, float]:
    """Run a program and print all that it said at its end; return its exit code and CPU time, s."""
    child = subprocess.Popen(argv, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert child.stdout
    with child.stdout as stdout:
        output = stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    sys.stdout.buffer.write(output)
    sys.stdout.flush()
    return child.returncode, usage.ru_utime + usage.ru_stime


def _tests(report: Path) -> tuple[TimedTest, ...]:
    """Read the tests that a JUnit report names."""
    if not report.exists():
        return ()
    return tuple(
        TimedTest(
            f"{case.get('classname')}::{case.get('name')}",
            float(case.get("time", 0)),
            _outcome(case),
            next((found.get("value", "") for found in case.iterfind(MAY_RUN_AGAIN_PATH)), ""),
            next((found.get("message", "") for found in case.iterfind("skipped")), ""),
        )
        for case in ET.parse(report).iter("testcase")
    )


def _outcome(case: ET.Element) -> str:
    """Name the outcome; an expected failure counts as passed."""
    skip = case.find("skipped")
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    if skip is not None and skip.get("type") != "pytest.xfail":
        return "skipped"
    return "passed"

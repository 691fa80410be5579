"""What one pytest run came to, and whether tests went missing from it without a word."""

import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

TESTS_FAILED = 1
NOTHING_COLLECTED = 5
"""pytest's exit codes: the first is counted test by test, the second falls under the floor."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How one part of the tests ended. `faults` says what is wrong beyond the tests that failed."""

    part: str
    passed: int
    failed: int
    skipped: int
    seconds: float
    faults: tuple[str, ...] = ()

    @property
    def collected(self) -> int:
        return self.passed + self.failed + self.skipped

    def judged(self, floor: int, *, may_skip: bool) -> "Tally":
        """The same with the faults that a silent loss of tests is."""
        faults = list(self.faults)
        if self.collected < floor:
            faults.append(f"only {self.collected} {self.part} tests, the floor is {floor}")
        if self.skipped and not may_skip:
            faults.append(f"{self.skipped} {self.part} tests were skipped where everything must run")
        return replace(self, faults=tuple(faults))


def run_marked(mark: str, paths: Sequence[Path], report: Path, cwd: Path) -> Tally:
    """Run all tests of a mark below those paths, in one pytest. What it says is printed when it has ended, so
    that two marks may run side by side."""
    report.unlink(missing_ok=True)
    argv = [sys.executable, "-m", "pytest", "-m", mark, f"--junitxml={report}", *map(str, paths)]
    started_s = time.monotonic()
    done = subprocess.run(argv, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    code, seconds = done.returncode, time.monotonic() - started_s
    sys.stdout.buffer.write(done.stdout)
    sys.stdout.flush()
    outcomes = list(_outcomes(report))
    failed = outcomes.count("failed")
    is_explained = code in (0, NOTHING_COLLECTED) or (code == TESTS_FAILED and failed > 0)
    faults = () if is_explained else (f"pytest ended with {code} in {mark}",)
    return Tally(mark, outcomes.count("passed"), failed, outcomes.count("skipped"), seconds, faults)


def _outcomes(report: Path) -> Iterator[str]:
    """One word per test. An expected failure counts as passed: it did what was said of it."""
    if not report.exists():
        return
    for case in ET.parse(report).iter("testcase"):
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            yield "failed"
        elif skip is not None and skip.get("type") != "pytest.xfail":
            yield "skipped"
        else:
            yield "passed"

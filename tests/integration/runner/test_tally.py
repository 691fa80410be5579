"""The runner does not call green what failed, was skipped or went missing."""

import os
from pathlib import Path

import pytest

from tests.support.runner.tally import GIVES_WAY, Tally, run_make, run_marked

LEAST = 19
"""Niceness of the least priority that there is."""
SAMPLE = """
import pytest

pytestmark = pytest.mark.unit

@pytest.fixture
def broken():
    raise RuntimeError

def test_good(): pass
def test_bad(): assert False
def test_error(broken): pass
@pytest.mark.skip(reason="no tool")
def test_skipped(): pass
@pytest.mark.xfail(strict=True)
def test_expected_failure(): assert False
"""


def run(folder: Path, text: str, capfd: pytest.CaptureFixture[str]) -> Tally:
    """Run a folder with one test file; what its pytest prints is not shown."""
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = unit\n")
    (folder / "test_sample.py").write_text(text)
    tally = run_marked("unit", [folder], folder / "report.xml", folder)
    capfd.readouterr()
    return tally


def test_every_outcome_is_counted_as_what_it_is(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    tally = run(tmp_path, SAMPLE, capfd)
    assert (tally.passed, tally.failed, tally.skipped) == (2, 2, 1)
    assert tally.faults == ()
    assert {test.name.rpartition("::")[2]: test.outcome for test in tally.tests}["test_good"] == "passed"
    assert tally.cpu_seconds > 0


def test_a_file_that_cannot_be_imported_is_red(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    tally = run(tmp_path, "import no_such_module", capfd)
    assert tally.failed or tally.faults


@pytest.mark.parametrize(("target", "counts"), [("good", (1, 0)), ("bad", (0, 1))])
def test_a_target_of_make_counts_as_one_test(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], target: str, counts: tuple[int, int]
) -> None:
    (tmp_path / "Makefile").write_text("good:\n\techo well\nbad:\n\tfalse\n")
    tally = run_make(target, tmp_path)
    assert (tally.passed, tally.failed) == counts
    assert ("well" in capfd.readouterr().out) == (target == "good")


def test_lost_tests_and_skips_are_faults() -> None:
    tally = Tally("lab", passed=9, failed=0, skipped=1, seconds=1.0)
    assert tally.judged(10, may_skip=True).faults == ()
    assert len(tally.judged(11, may_skip=True).faults) == 1
    assert len(tally.judged(11, may_skip=False).faults) == 2


@pytest.mark.parametrize(("is_timed", "gives_way"), [(True, 0), (False, GIVES_WAY)])
def test_all_but_a_timed_part_give_way_on_the_cpu(tmp_path: Path, is_timed: bool, gives_way: int) -> None:
    expected = min(os.nice(0) + gives_way, LEAST)
    text = f"import os, pytest\n\n@pytest.mark.unit\ndef test_own(): assert os.nice(0) == {expected}\n"
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = unit\n")
    (tmp_path / "test_sample.py").write_text(text)
    report = tmp_path / "report.xml"
    assert run_marked("unit", [tmp_path], report, tmp_path, is_timed=is_timed).passed == 1

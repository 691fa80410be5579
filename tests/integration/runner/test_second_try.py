"""A test that failed among real parts gets one more run, alone; one that looks for faults by chance never."""

from pathlib import Path

import pytest

from tests.support.places import ROOT
from tests.support.runner.second_try import ALONE_AT_MOST, TRIES_AT_MOST, try_alone
from tests.support.runner.tally import Tally, TimedTest, passes_alone, run_marked

CONFTEST = f"""
import sys

sys.path.insert(0, {str(ROOT)!r})

from tests.support.runner.marks import name_who_may_run_again

def pytest_collection_modifyitems(items):
    name_who_may_run_again(items)
"""
SAMPLE = """
from pathlib import Path
import pytest
from hypothesis import given, strategies

pytestmark = pytest.mark.unit
RUNS = Path(__file__).parent / "runs"

def fail_first(name):
    with (RUNS / name).open("a") as runs:
        runs.write("x")
    assert len((RUNS / name).read_text()) > 1

@pytest.mark.parametrize("part", ["a part", "another"])
def test_late(part): fail_first("late")
def test_wrong(): assert False
@pytest.mark.never_again
def test_marked(): fail_first("marked")
@given(strategies.just(1))
def test_property(one): assert False
def test_forty_kills(): fail_first("kills")
def test_fuzz(): fail_first("fuzz")
def test_power_cut(): fail_first("power_cut")
"""


def test_only_what_may_runs_again_and_says_so(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "runs").mkdir()
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n    unit\n    never_again\n")
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_sample.py").write_text(SAMPLE)
    first = run_marked("unit", [tmp_path], tmp_path / "report.xml", tmp_path)
    assert (first.passed, first.failed) == (1, 7)
    tried: list[str] = []

    def alone(node_id: str) -> bool:
        tried.append(node_id)
        return passes_alone(node_id, tmp_path)

    (second,) = try_alone([first], alone)
    assert tried == ["test_sample.py::test_late[a part]", "test_sample.py::test_wrong"]
    assert (second.passed, second.failed, second.faults) == (2, 6, ())
    said = [line for line in capfd.readouterr().out.splitlines() if line.startswith("passed only alone")]
    assert said == ["passed only alone: test_sample::test_late[a part]"]


def failed_part(part: str, count: int) -> Tally:
    tests = tuple(
        TimedTest(f"{part}::{number}", 1.0, "failed", f"{part}-{number}") for number in range(count)
    )
    return Tally(part, passed=5, failed=count, skipped=0, seconds=1.0, tests=tests)


@pytest.mark.parametrize(("count", "wrong"), [(ALONE_AT_MOST, 0), (ALONE_AT_MOST + 1, 1)])
def test_a_run_in_which_more_than_three_pass_only_alone_is_red(count: int, wrong: int) -> None:
    tallies = try_alone([failed_part("lab", 1), failed_part("terminal", count - 1)], lambda node_id: True)
    assert [(tally.passed, tally.failed) for tally in tallies] == [(6, 0), (5 + count - 1, 0)]
    assert sum(tally.wrong for tally in tallies) == wrong


def test_where_all_is_broken_not_all_is_tried_again() -> None:
    tried: list[str] = []
    (tally,) = try_alone([failed_part("lab", 2 * TRIES_AT_MOST)], lambda node_id: bool(tried.append(node_id)))
    assert len(tried) == TRIES_AT_MOST
    assert tally.failed == 2 * TRIES_AT_MOST

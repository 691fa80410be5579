"""A part that runs in several pytests loses no test and no failure."""

from pathlib import Path

import pytest

from tests.support.runner.shares import run_shared
from tests.support.runner.tally import Tally


def run(folder: Path, shares: int, **files: str) -> Tally:
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = unit\n")
    for name, source in files.items():
        below = folder / name[0]
        below.mkdir(exist_ok=True)
        (below / f"test_{name}.py").write_text(f"import pytest\npytestmark = pytest.mark.unit\n{source}\n")
    return run_shared("unit", [folder], folder / "report.xml", folder, shares=shares)


@pytest.mark.parametrize("shares", [1, 2, 4])
def test_every_file_runs_once_and_all_are_counted(tmp_path: Path, shares: int) -> None:
    tally = run(
        tmp_path, shares,
        a1="def test_good(): pass", a2="def test_bad(): assert False", b1="def test_other(): pass",
    )  # fmt: skip
    assert (tally.part, tally.passed, tally.failed, tally.faults) == ("unit", 2, 1, ())
    names = sorted(test.name.rpartition("::")[2] for test in tally.tests)
    assert names == ["test_bad", "test_good", "test_other"]


def test_a_share_that_crashes_is_red(tmp_path: Path) -> None:
    tally = run(tmp_path, 2, a="def test_good(): pass", b="import os\ndef test_gone(): os._exit(3)")
    assert tally.passed == 1
    assert tally.wrong

"""A part that runs in several processes loses no test and no failure."""

from pathlib import Path

import pytest

from tests.support.runner.tally import Tally, run_marked


@pytest.fixture(autouse=True)
def _with_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pytests under test load the plugin that makes workers, which others do without."""
    monkeypatch.setenv("PYTEST_PLUGINS", "xdist")


def run(folder: Path, workers: int, **files: str) -> Tally:
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = unit\n")
    for name, source in files.items():
        below = folder / name[0]
        below.mkdir(exist_ok=True)
        (below / f"test_{name}.py").write_text(f"import pytest\npytestmark = pytest.mark.unit\n{source}\n")
    return run_marked("unit", [folder], folder / "report.xml", folder, workers=workers)


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_every_file_runs_once_and_all_are_counted(tmp_path: Path, workers: int) -> None:
    tally = run(
        tmp_path, workers,
        a1="def test_good(): pass", a2="def test_bad(): assert False", b1="def test_other(): pass",
    )  # fmt: skip
    assert (tally.part, tally.passed, tally.failed, tally.faults) == ("unit", 2, 1, ())
    names = sorted(test.name.rpartition("::")[2] for test in tally.tests)
    assert names == ["test_bad", "test_good", "test_other"]


def test_a_worker_that_crashes_is_red(tmp_path: Path) -> None:
    tally = run(tmp_path, 2, a="def test_good(): pass", b="import os\ndef test_gone(): os._exit(3)")
    assert tally.passed == 1
    assert tally.wrong

"""A machine that permits less than root's own runs what it can, and says of the rest what it needs."""

import sys
from pathlib import Path

import pytest

from tests.support.places import ROOT
from tests.support.runner.lesser import LESSER, WHO, run_as
from tests.support.runner.permits import PACKAGES, Permits, left_out
from tests.support.runner.tally import Tally, run_marked

PRINT_LEFT_OUT = """
from tests.support.runner.permits import find_out, left_out
for part, why in left_out(find_out()).items():
    print(part, why)
"""
NEEDS_A_PROGRAM = """
import subprocess
import pytest

pytestmark = pytest.mark.unit

@pytest.mark.parametrize("program", ["{missing}", "no-such-program"])
def test_starts(program):
    subprocess.run([program], check=True)
"""
HOOK = "from tests.conftest import pytest_runtest_makereport\n"
"""Of the project's own tests."""
LEANS_ON_WHO_TYPES = (
    "unit/engine/clients",
    "unit/settings/test_bad_files.py",
    "unit/settings/test_secrets.py",
)
"""Of the first tier; `make soak` runs all of it."""


@WHO
def test_who_may_make_no_networks_is_told_which_parts_that_leaves_out(who: str) -> None:
    told = run_as(who, sys.executable, "-c", PRINT_LEFT_OUT).splitlines()
    assert [line.split()[0] for line in told] == ["lab", "peers", "package"]
    assert all(LESSER[who].needs in line for line in told)


@WHO
def test_who_may_less_passes_what_leans_on_who_types(who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")  # these are tests of the project
    paths = [f"tests/{path}" for path in LEANS_ON_WHO_TYPES]
    run_as(who, sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *paths)


def test_a_root_with_all_programs_leaves_nothing_out_and_a_missing_one_is_named_with_its_package() -> None:
    assert left_out(Permits(True, "", frozenset())) == {}
    told = left_out(Permits(True, "", frozenset({"kamailio", "soffice", "ip"})))
    assert set(told) == {"lab", "peers"}
    assert told["peers"] == "needs ip, kamailio (Debian: iproute2 kamailio)"


def test_every_program_comes_with_what_is_installed_for_the_tests() -> None:
    installed = (ROOT / "tests/lab/install-packages.sh").read_text("utf-8").split()
    assert set(PACKAGES.values()) - {"apt", "util-linux"} <= set(installed), "those two are Debian's own"


def run_without(program: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Tally:
    """Run a test that starts that program, and one that starts an unknown one, where neither is there."""
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = unit\n")
    (folder / "conftest.py").write_text(HOOK)
    (folder / "test_sample.py").write_text(NEEDS_A_PROGRAM.format(missing=program))
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return run_marked("unit", [folder], folder / "report.xml", folder, is_timed=True)


def test_a_test_without_its_program_is_left_out_with_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CI", raising=False)
    tally = run_without("nats-server", tmp_path, monkeypatch)
    capfd.readouterr()
    assert (tally.skipped, tally.failed) == (1, 1)
    assert [test.why for test in tally.tests if test.why] == ["needs nats-server (Debian: nats-server)"]


def test_where_everything_must_run_a_missing_program_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CI", "true")
    tally = run_without("nats-server", tmp_path, monkeypatch)
    capfd.readouterr()
    assert (tally.skipped, tally.failed) == (0, 2)

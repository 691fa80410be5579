"""A machine that permits less than root's own runs what it can, and says of the rest what it needs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.places import ROOT
from tests.support.runner.permits import CAP_SETPCAP, CAP_SETUID, Permits, has_capability, left_out
from tests.support.runner.tally import Tally, run_marked

WITHOUT_CAPABILITIES = ("setpriv", "--bounding-set=-all", "--inh-caps=-all")
"""Begins a command that runs as root of an ordinary container."""
AS_A_USER = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
"""Begins a command that runs as an ordinary user to whom this clone belongs."""
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
HOOK = """
import pytest
from tests.support.runner.missing_tools import leave_out_without_its_program

@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call):
    report = yield
    leave_out_without_its_program(call, report)
    return report
"""


@pytest.mark.parametrize(
    ("who", "named"),
    [
        pytest.param(
            WITHOUT_CAPABILITIES,
            "CAP_SYS_ADMIN",
            marks=pytest.mark.skipif(not has_capability(CAP_SETPCAP), reason="needs CAP_SETPCAP"),
        ),
        pytest.param(
            AS_A_USER,
            "sudo make test",
            marks=pytest.mark.skipif(
                os.geteuid() == 0 and not has_capability(CAP_SETUID), reason="needs CAP_SETUID"
            ),
        ),
    ],
)
def test_who_may_make_no_networks_is_told_which_parts_that_leaves_out(
    who: tuple[str, ...], named: str
) -> None:
    command = (*who, sys.executable, "-c", PRINT_LEFT_OUT)
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert [line.split()[0] for line in told] == ["lab", "peers", "package"]
    assert all(named in line for line in told)


def test_a_root_with_all_programs_leaves_nothing_out_and_a_missing_one_is_named_with_its_package() -> None:
    assert left_out(Permits(True, "", frozenset())) == {}
    told = left_out(Permits(True, "", frozenset({"kamailio", "soffice", "ip"})))
    assert set(told) == {"lab", "peers"}
    assert told["peers"] == "needs ip, kamailio (Debian: iproute2 kamailio)"


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

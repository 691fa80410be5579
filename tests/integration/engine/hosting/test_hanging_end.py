"""An engine whose disk hangs ends on a signal all the same."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.places import ROOT


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_an_engine_whose_commit_hangs_obeys_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "tests.support.engine.hanging_engine", str(tmp_path / "state")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        assert child.stdout is not None
        try:
            assert child.stdout.readline() == "hangs\n"
            child.send_signal(number)
            assert child.wait(60) in (4, 5)
        finally:
            child.kill()

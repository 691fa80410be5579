"""Two PCs with cables and power of their own, and three persons who write: the short form of the soak."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.places import ROOT

HAPPENS = ("flap", "cable_both_live", "cut_in_a_takeover")


def test_nothing_acknowledged_is_lost_and_one_pc_commands(tmp_path: Path) -> None:
    if os.geteuid():
        pytest.skip("the lab needs root")
    trial = [sys.executable, "-m", "tests.support.standby.run_trial", str(tmp_path), "1", *HAPPENS]
    ended = subprocess.run(trial, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    figures = json.loads(ended.stdout)
    assert (figures["rounds"], figures["takeovers"]) == (4, 2)
    assert figures["acknowledged"]
    assert figures["orders"]

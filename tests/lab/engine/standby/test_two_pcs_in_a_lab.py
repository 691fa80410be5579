"""Two PCs with cables and power of their own, and three persons who write: the short forms of the soak."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.places import ROOT

HAPPENS = ("flap", "cable_both_live", "cut_in_a_takeover")
HAPPENS_OF_THREE = ("engine", "out_of_reach")


def figures_of(folder: Path, *happens: str) -> dict[str, Any]:
    if os.geteuid():
        pytest.skip("the lab needs root")
    trial = [sys.executable, "-m", "tests.support.standby.run_trial", str(folder), "1", *happens]
    ended = subprocess.run(trial, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return dict(json.loads(ended.stdout))


def test_with_a_witness_a_pc_takes_over_by_itself_and_never_two_command(tmp_path: Path) -> None:
    """One is killed, and then one reaches the MCU and no other machine."""
    figures = figures_of(tmp_path, "witness", *HAPPENS_OF_THREE)
    assert (figures["rounds"], figures["takeovers"]) == (3, 2)
    assert figures["acknowledged"]
    assert figures["orders"]
    assert not figures["overlapping_orders"]


def test_nothing_acknowledged_is_lost_and_one_pc_commands(tmp_path: Path) -> None:
    figures = figures_of(tmp_path, *HAPPENS)
    assert (figures["rounds"], figures["takeovers"]) == (4, 2)
    assert figures["acknowledged"]
    assert figures["orders"]

"""Two PCs, a witness, an MCU and three persons in a lab: kills and partitions, and a PC takes over by itself.

STANDBY_KILLS (20), STANDBY_CUTS (20) and STANDBY_SEED (1) say how much. The figures go to
build/witness.json; the files of a failure stay in build/witness.
"""

import json
import os
import shutil
import subprocess
import sys

import pytest

from tests.support.places import ROOT

SEED = os.environ.get("STANDBY_SEED", "1")
COUNTS = [os.environ.get("STANDBY_KILLS", "20"), os.environ.get("STANDBY_CUTS", "20")]


@pytest.mark.skipif(bool(os.geteuid()), reason="the lab needs root")
def test_no_acknowledged_record_is_lost_and_never_two_pcs_command() -> None:
    """Of the MCU's orders not one of the PC before comes after the first one of the PC that took over."""
    folder = ROOT / "build" / "witness"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    trial = [sys.executable, "-m", "tests.support.standby.run_trial", str(folder), SEED, "witness", *COUNTS]
    ended = subprocess.run(trial, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    assert ended.returncode == 0, f"seed {SEED}: {folder}"
    figures = json.loads(ended.stdout)
    (ROOT / "build" / "witness.json").write_text(ended.stdout)
    print(ended.stdout)
    assert figures["rounds"] == 1 + sum(map(int, COUNTS))
    assert figures["takeovers"] >= int(COUNTS[0])
    assert figures["overlapping_orders"] == 0
    assert figures["acknowledged"] > figures["rounds"]

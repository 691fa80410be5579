"""Two PCs, an MCU and three persons in a lab: takeovers, partitions, and disks and clocks that go wrong.

STANDBY_TAKEOVERS (50), STANDBY_PARTITIONS (20), STANDBY_MACHINES (9) and STANDBY_SEED (1) say how much. The
figures go to build/standby.json; the files of a failure stay in build/standby.
"""

import json
import os
import shutil
import subprocess
import sys

import pytest

from tests.support.journal.full_disk import UNSHARE
from tests.support.places import ROOT

SEED = os.environ.get("STANDBY_SEED", "1")
COUNTS = [
    os.environ.get(f"STANDBY_{name}", count)
    for name, count in (("TAKEOVERS", "50"), ("PARTITIONS", "20"), ("MACHINES", "9"))
]


@pytest.mark.skipif(bool(os.geteuid()), reason="the lab needs root")
def test_nothing_acknowledged_is_lost_and_one_pc_commands() -> None:
    folder = ROOT / "build" / "standby"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    trial = [*UNSHARE, sys.executable, "-m", "tests.support.standby.run_trial", str(folder), SEED, *COUNTS]
    ended = subprocess.run(trial, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    assert ended.returncode == 0, f"seed {SEED}: {folder}"
    figures = json.loads(ended.stdout)
    (ROOT / "build" / "standby.json").write_text(ended.stdout)
    print(ended.stdout)
    assert figures["rounds"] > sum(map(int, COUNTS))
    assert figures["acknowledged"] > figures["rounds"]

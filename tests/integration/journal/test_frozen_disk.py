"""A disk that is really frozen: a loop device under fsfreeze."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.journal.kills import ROOT

TOOLS = ("fsfreeze", "mkfs.ext4", "losetup", "unshare")


def test_a_frozen_disk_refuses_and_is_used_again_once_thawed(tmp_path: Path) -> None:
    if os.geteuid() != 0 or not all(map(shutil.which, TOOLS)) or not Path("/dev/loop-control").exists():
        pytest.skip("no loop devices here")
    command = ["unshare", "--mount", sys.executable, "-m", "tests.support.journal.frozen_disk", str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == {
        "before": 1,
        "refused": True,
        "state": "refusing",
        "refused again": True,
        "after": [True, "writing", 1],
        "sound": True,
    }

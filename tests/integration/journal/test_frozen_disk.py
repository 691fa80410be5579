"""A disk that is really frozen: a loop device under fsfreeze."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.journal.kills import ROOT
from tests.support.runner.permits import CAP_SYS_ADMIN, has_capability

TOOLS = ("fsfreeze", "mkfs.ext4", "losetup", "unshare")


def seen_by(module: str, directory: Path) -> object:
    """What that module of tests/support/journal saw."""
    if (
        not has_capability(CAP_SYS_ADMIN)
        or not all(map(shutil.which, TOOLS))
        or not Path("/dev/loop-control").exists()
    ):
        pytest.skip("no loop devices here")
    name = f"tests.support.journal.{module}"
    command = ["unshare", "--mount", sys.executable, "-m", name, str(directory)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def test_verbs_on_a_frozen_disk_end_and_an_id_is_found_later(tmp_path: Path) -> None:
    assert seen_by("frozen_verb", tmp_path) == {
        "with": [5, 4, 0, True],
        "without": [5, 0, 2],
        "reading": [[4, 4, 4], [True, True, True], True],
        "sound": True,
    }


def test_a_frozen_disk_leaves_doubt_until_it_is_thawed(tmp_path: Path) -> None:
    assert seen_by("frozen_disk", tmp_path) == {
        "before": 1,
        "doubted": [True, False],
        "state": "refusing",
        "refused": True,
        "found": 2,
        "after": [True, "writing", 1],
        "sound": True,
    }

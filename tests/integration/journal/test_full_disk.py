"""A disk that is really full."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.journal.full_disk import UNSHARE, has_mount_namespaces
from tests.support.places import ROOT


def test_a_full_disk_refuses_and_is_used_again_once_there_is_room(tmp_path: Path) -> None:
    if not has_mount_namespaces():
        pytest.skip("no mount namespaces here")
    command = [*UNSHARE, sys.executable, "-m", "tests.support.journal.full_disk", str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == {
        "filled up": [True, "refusing", False],
        "freed": [True, True, "writing"],
        "started full": ["refusing", ["down", 6.0]],
        "freed again": [True, "writing"],
        "in the end": [True, True, False],
    }

"""Backup and restoration killed at each of their steps: the old stays, or the new is whole."""

import subprocess
import sys
from pathlib import Path

from gbdt_console.core.events import BlipSeen
from gbdt_console.journal.sample_store import SampleStore
from gbdt_console.journal.writer import SAMPLES_NAME
from tests.support.journal.events import CommitBench
from tests.support.places import ROOT


def test_a_kill_at_any_step_leaves_the_old_or_the_whole_new(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    bench = CommitBench(state)
    bench.write(*(BlipSeen(f"site-{number}.line", 1.0, 2.0) for number in range(40)), actor="duty")
    bench.commits.close()
    SampleStore.open(state / SAMPLES_NAME).close()
    command = [sys.executable, "-m", "tests.support.journal.backup_kills", str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 0, ended.stderr
    taken, laid = map(int, ended.stdout.split())
    assert min(taken, laid) >= 10, "each was killed at many steps"

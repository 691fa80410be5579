"""A process that was stopped for longer than a disk may hang: that was no time of the disk."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

from gbdt_console.journal.hang_watch import HANG_S
from tests.support.places import ROOT


def test_a_process_stopped_in_its_commit_calls_it_recorded_and_never_in_doubt(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.support.journal.stopped_writer", str(tmp_path / "state")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        try:
            assert writer.stdout.readline() == "committing\n"
            writer.send_signal(signal.SIGSTOP)
            os.waitid(os.P_PID, writer.pid, os.WSTOPPED)
            assert not select.select((writer.stdout,), (), (), HANG_S + 0.5)[0], "it is stopped"
            writer.send_signal(signal.SIGCONT)
            writer.stdin.write("\n")
            writer.stdin.flush()
            assert writer.stdout.readline() == "recorded 1 writing\n"
        finally:
            writer.kill()

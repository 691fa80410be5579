"""What a viewer of the demo is told when the simulated province dies under it, on a real terminal."""

import os
import signal
import sys
from pathlib import Path

import pexpect

LIMIT_S = 30
PROGRAM = Path(sys.executable).parent / "gbdt-console"
ALTERNATE_ON, ALTERNATE_OFF = b"\x1b[?1049h", b"\x1b[?1049l"


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_the_death_of_the_simulator_ends_the_demo_with_one_sentence(tmp_path: Path) -> None:
    demo = pexpect.spawn(
        str(PROGRAM),
        ["--lang", "en", "--state-dir", str(tmp_path), "demo",
         "--province", "2010", "--scenario", "quiet"],
        dimensions=(30, 100), timeout=LIMIT_S, env=os.environ | {"TERM": "xterm-256color"},
    )  # fmt: skip
    try:
        demo.expect(r"11/11")
        (simulator,) = children(demo.pid)
        os.kill(simulator, signal.SIGKILL)
        demo.expect_exact("The simulator stopped unexpectedly (exit code -9)")
        assert demo.before.count(ALTERNATE_OFF) == 1, "the terminal is given back before anything is said"
        demo.expect(pexpect.EOF)
        assert b"Traceback" not in demo.before
        demo.wait()
        assert demo.exitstatus == 4
    finally:
        demo.close(force=True)

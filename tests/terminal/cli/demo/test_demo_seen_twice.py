"""A demonstration seen by two consoles: both say that it is simulated, and show the meeting that runs."""

import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect

PROGRAM = Path(sys.executable).parent / "gbdt-console"
LIMIT_S = 30
_GONE_AFTER_S = 1.0
"""Time that a console has to end at each signal, also beside other work."""


@contextmanager
def terminal(state: Path, *words: str) -> Iterator[pexpect.spawn]:
    child = pexpect.spawn(
        str(PROGRAM), ["--lang", "en", "--state-dir", str(state), *words],
        dimensions=(30, 120), timeout=LIMIT_S, env=os.environ | {"TERM": "xterm-256color"},
    )  # fmt: skip
    try:
        yield child
        child.kill(signal.SIGTERM)
        child.expect(pexpect.EOF)
    finally:
        child.ptyproc.delayafterterminate = _GONE_AFTER_S
        child.close(force=True)


def test_a_second_console_says_that_it_is_simulated_too(tmp_path: Path) -> None:
    with terminal(tmp_path, "demo", "--scenario", "quiet", "--autopilot") as demo:
        demo.expect_exact("building a simulated province of 101 sites")
        demo.expect_exact("asking 101 sites")
        demo.expect_exact("SIMULATED")
        demo.expect_exact("AUTOPILOT")
        demo.expect_exact("101/101")
        with terminal(tmp_path, "console", "--observe") as second:
            second.expect_exact("SIMULATED")
            second.expect(re.escape("101/101"))
        with terminal(tmp_path, "demo") as again:
            again.expect_exact("The demo runs in another window already")


def test_a_meeting_runs_and_all_its_points_are_in_the_conference(tmp_path: Path) -> None:
    with terminal(tmp_path, "demo", "--province", "2010", "--scenario", "quiet") as demo:
        demo.expect_exact("SIMULATED")
        demo.expect_exact("Weekly video briefing")
        demo.expect_exact("11/11")
        with terminal(tmp_path, "roster") as roster:
            roster.expect_exact("CONNECTED: 11")
            roster.expect_exact("chair")
            roster.expect_exact("ABSENT: 0")

"""A terminal that stops reading stops the screen, not the engine."""

import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from fcntl import ioctl
from pathlib import Path

LIMIT_S = 20
BEATS = 3


def resize(terminal: int, lines: int) -> None:
    ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, 400, 0, 0))


def stands_still(process: int) -> bool:
    """Whether a thread of the process waits for the terminal to take what it writes."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    return any("wait_woken" in (task / "wchan").read_text() for task in tasks)


def test_the_engine_goes_on_behind_a_terminal_that_does_not_read() -> None:
    beats, told = os.pipe()
    os.set_inheritable(told, True)
    process, terminal = pty.fork()
    if process == 0:
        os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        # pytest's readline sets both, unseen by os.environ, and they go before the terminal's size
        for name in ("LINES", "COLUMNS"):
            os.unsetenv(name)
        os.execv(sys.executable, [sys.executable, "-m", "tests.support.screens.engine_and_screen", str(told)])
    try:
        resize(terminal, 60)
        seen = b""
        deadline = time.monotonic() + LIMIT_S
        while b"11/11" not in seen:
            assert time.monotonic() < deadline
            if select.select([terminal], [], [], 0.1)[0]:
                seen += os.read(terminal, 65_536)
        lines = 60
        while not stands_still(process):
            assert time.monotonic() < deadline, "the terminal was never full"
            lines = 210 - lines
            resize(terminal, lines)
            select.select([], [], [], 0.05)
        while select.select([beats], [], [], 0)[0]:
            os.read(beats, 4_096)
        for _ in range(BEATS):
            assert select.select([beats], [], [], LIMIT_S)[0], "the engine stood still"
            os.read(beats, 1)
        assert stands_still(process)
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        for descriptor in (terminal, beats, told):
            os.close(descriptor)

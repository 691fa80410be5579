"""Measures what small pictures cost at 120x40: bytes on the terminal and processor, beside words alone.

`python -m tests.support.screens.measure_stills`
"""

import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time
from pathlib import Path

from gbdt_console.core.frame.still import STILL_EVERY_S, Still
from gbdt_console.engine.clients import protocol as wire

SETTLED_S, MEASURED_S = 6.0, 16.0
_TICKS = os.sysconf("SC_CLK_TCK")
_SHOW = ("11", "--conference", "quiet", "--frame", "two")


def measured(stills: str, *keys: bytes) -> tuple[float, float]:
    """Return bytes a second on the terminal, and the share of a core."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
        command = [sys.executable, "-m", "tests.support.screens.show_wall", *_SHOW, "--stills", stills]
        os.execv(sys.executable, command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    try:
        _read(terminal, SETTLED_S)
        for key in keys:
            os.write(terminal, key)
        _read(terminal, SETTLED_S)
        before_s = _cpu_s(pid)
        count = _read(terminal, MEASURED_S)
        return count / MEASURED_S, (_cpu_s(pid) - before_s) / MEASURED_S
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        os.close(terminal)


def _read(terminal: int, seconds: float) -> int:
    count, end_s = 0, time.monotonic() + seconds
    while (left_s := end_s - time.monotonic()) > 0:
        if select.select([terminal], [], [], left_s)[0]:
            count += len(os.read(terminal, 65_536))
    return count


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def on_the_socket(sites: int, width: int, height: int) -> float:
    """Return bytes a second on the control socket, where every picture changes."""
    stills = [Still.of_rows(f"site{n}", 1.0, width, os.urandom(width * height * 3)) for n in range(sites)]
    return len(wire.answer_line(wire.StillsMessage("1", tuple(stills)))) / STILL_EVERY_S


def main() -> None:
    for sites, size in ((1, (48, 27)), (5, (48, 27)), (9, (24, 14)), (20, (24, 14))):
        print(f"socket, {sites} on air: {on_the_socket(sites, *size) / 1_000:.1f} kB/s")
    for screen, keys in (("wall", ()), ("F3", (b"\x1bOR",))):
        words, words_share = measured("", *keys)
        for kind in ("moving", "noise"):
            count, share = measured(kind, *keys)
            print(
                f"{screen}, {kind}: {count / 1_000:.1f} kB/s, {share:.1%} of a core; "
                f"words alone {words / 1_000:.1f} kB/s, {words_share:.1%}"
            )


if __name__ == "__main__":
    main()

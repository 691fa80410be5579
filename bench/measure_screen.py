"""The screen through a pty: first paint, key to paint, CPU, memory and bytes of a quiet wall.

The console runs in its own process over Snapshots that arrive every second, each with a new object for every
site. A key is timed from the write into the pty until the name it must bring has come out of it.
"""

import os
import pty
import select
import statistics
import struct
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import ioctl
from random import Random

from bench.figure import Figure, LeftOut
from bench.screen_child import site_name

_KEYS = 60
_QUIET_S = 8.0
_LIMIT_S = 30.0
_RIGHT = b"\x1b[C"


@dataclass(frozen=True, slots=True)
class _Case:
    """How many sites on what size, and the budgets that hold there."""

    sites: int
    columns: int
    lines: int
    key_ms: float | None = None
    first_s: float | None = None
    bytes_per_s: float | None = None
    memory_mb: float | None = None


_CASES = (
    _Case(11, 120, 40, first_s=1.0, bytes_per_s=2_000),
    _Case(60, 120, 40, bytes_per_s=2_000),
    _Case(200, 200, 60, key_ms=30, memory_mb=120),
    _Case(2_000, 200, 60, key_ms=50, first_s=1.5, memory_mb=400),
    _Case(3_400, 200, 60),
)


def measure() -> list[Figure]:
    if not sys.platform.startswith("linux"):
        raise LeftOut("needs Linux: a pty and /proc")
    return [figure for case in _CASES for figure in _figures(case)]


def _figures(case: _Case) -> list[Figure]:
    title = f"screen, {case.sites} sites, {case.columns}x{case.lines}"
    with _console(case) as console:
        first_s = console.wait_for(site_name(1).encode())
        console.drain(2.0)
        busy_s = console.cpu_s()
        written = console.drain(_QUIET_S)
        cpu = (console.cpu_s() - busy_s) / _QUIET_S * 100
        latencies = sorted(console.keys_ms(case.sites))
        memory = console.memory_mb()
    return [
        Figure(f"{title}: start to first wall", "s", first_s, budget=case.first_s),
        Figure(f"{title}: key to paint p50", "ms", statistics.median(latencies)),
        Figure(f"{title}: key to paint p95", "ms", latencies[int(len(latencies) * 0.95)], budget=case.key_ms),
        Figure(f"{title}: quiet, to the terminal", "B/s", written / _QUIET_S, budget=case.bytes_per_s),
        Figure(f"{title}: quiet, CPU", "% of a core", cpu),
        Figure(f"{title}: memory", "MB", memory, budget=case.memory_mb),
    ]


class _Console:
    """The child behind its pty."""

    def __init__(self, process: int, terminal: int) -> None:
        self._process = process
        self._terminal = terminal
        self._started_s = time.perf_counter()
        self._rng = Random(2)

    def wait_for(self, wanted: bytes) -> float:
        """Seconds since the start when `wanted` came out."""
        seen = b""
        deadline_s = time.perf_counter() + _LIMIT_S
        while wanted not in seen:
            seen = seen[-200:] + self._read(deadline_s - time.perf_counter())
        return time.perf_counter() - self._started_s

    def drain(self, seconds: float) -> int:
        """Read for that long; returns the bytes that came."""
        count = 0
        deadline_s = time.perf_counter() + seconds
        while (left_s := deadline_s - time.perf_counter()) > 0:
            if select.select([self._terminal], [], [], left_s)[0]:
                count += len(os.read(self._terminal, 65_536))
        return count

    def keys_ms(self, sites: int) -> Iterator[float]:
        """Move the cursor to the right, at moments that fall anywhere between two Snapshots."""
        for press in range(_KEYS):
            self.drain(0.05 + self._rng.random() * 0.15)
            number = press + 2 if sites > _KEYS + 1 else (press + 1) % sites + 1
            key = _RIGHT if number != 1 else b"\x1b[H"
            pressed_s = time.perf_counter()
            os.write(self._terminal, key)
            self.wait_for(site_name(number).encode())
            yield (time.perf_counter() - pressed_s) * 1_000

    def cpu_s(self) -> float:
        with open(f"/proc/{self._process}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        with open(f"/proc/{self._process}/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def _read(self, limit_s: float) -> bytes:
        if limit_s <= 0 or not select.select([self._terminal], [], [], limit_s)[0]:
            raise TimeoutError("the screen did not paint what the key asks for")
        return os.read(self._terminal, 65_536)


@contextmanager
def _console(case: _Case) -> Iterator[_Console]:
    process, terminal = pty.fork()
    if process == 0:
        os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        os.execv(sys.executable, [sys.executable, "-m", "bench.screen_child", str(case.sites)])
    ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", case.lines, case.columns, 0, 0))
    console = _Console(process, terminal)
    try:
        yield console
    finally:
        os.close(terminal)
        os.waitpid(process, 0)

"""Run the console in a pty and record its output."""

import asyncio
import json
import os
import signal
import struct
import sys
import termios
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from fcntl import ioctl
from pathlib import Path

from bench.tied import tie_to_terminal

_READ_MOST = 65_536
_REPORT_WITHIN_S = 10.0
"""Seconds for the console to write its thread ids after SIGUSR1."""
_GONE_WITHIN_S = 10.0
"""Seconds for a child to end after SIGTERM."""
_LEFT_OUT = (
    "COLUMNS",
    "LINES",
    "NO_COLOR",
    "TEXTUAL_DISABLE_KITTY_KEY",
    "TEXTUAL_ANIMATIONS",
    "TEXTUAL_FPS",
    "PYTHONDONTWRITEBYTECODE",
)
"""Variables not passed on: the size is the terminal's own, and PYTHONDONTWRITEBYTECODE would make each start
compile the program."""
_TERMINAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


@dataclass(slots=True)
class PtyConsole:
    """A running console and its output.

    pid: process id of the console
    chunks: seconds since the start and bytes of each read, while `is_kept`
    is_kept: False where output is only counted
    written: bytes written since the start
    """

    pid: int
    _terminal: int
    _threads_file: Path
    _began_s: float
    chunks: list[tuple[float, bytes]] = field(default_factory=list)
    is_kept: bool = True
    written: int = 0

    @property
    def now_s(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self._began_s

    def press(self, key: bytes) -> float:
        """Type a key; return the seconds since the start."""
        pressed_s = self.now_s
        os.write(self._terminal, key)
        return pressed_s

    async def threads(self) -> dict[str, int]:
        """Return the native ids of the console's threads by their Python names."""
        os.kill(self.pid, signal.SIGUSR1)
        deadline_s = self.now_s + _REPORT_WITHIN_S
        while not self._threads_file.exists():
            if self.now_s > deadline_s:
                last = b"".join(data for _, data in self.chunks[-3:])[-300:]
                raise TimeoutError(f"the console did not report its threads; it wrote {last!r}")
            await asyncio.sleep(0.05)
        threads: dict[str, int] = json.loads(self._threads_file.read_text())
        self._threads_file.unlink()
        return threads

    def take(self) -> None:
        """Read the output that is waiting; called by the loop."""
        try:
            data = os.read(self._terminal, _READ_MOST)
        except OSError:
            data = b""
        if not data:
            asyncio.get_running_loop().remove_reader(self._terminal)
            return
        self.written += len(data)
        if self.is_kept:
            self.chunks.append((self.now_s, data))


@asynccontextmanager
async def pty_console(
    size: tuple[int, int], folder: Path, *arguments: str, secrets: dict[str, str]
) -> AsyncIterator[PtyConsole]:
    """Run bench.screen_child until the block is left."""
    near, far = os.openpty()
    columns, lines = size
    ioctl(far, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
    began_s = time.perf_counter()
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.screen_child", str(folder), *arguments,
        stdin=far, stdout=far, stderr=far, preexec_fn=tie_to_terminal,
        env=environment | _TERMINAL | secrets,
    )  # fmt: skip
    os.close(far)
    os.set_blocking(near, False)
    console = PtyConsole(child.pid, near, folder / "threads.json", began_s)
    loop = asyncio.get_running_loop()
    loop.add_reader(near, console.take)
    try:
        yield console
    finally:
        await _end(child)
        loop.remove_reader(near)
        os.close(near)


async def _end(child: asyncio.subprocess.Process) -> None:
    """Terminate the child; kill it after _GONE_WITHIN_S."""
    with suppress(ProcessLookupError):
        child.terminate()
        try:
            await asyncio.wait_for(child.wait(), _GONE_WITHIN_S)
        except TimeoutError:
            child.kill()
        except asyncio.CancelledError:
            child.kill()
            raise
        finally:
            await child.wait()

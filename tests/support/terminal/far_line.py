"""A line between keyboard and console: `python -m tests.support.terminal.far_line SECONDS CUT PROGRAM...`.

Both directions come SECONDS late. With CUT every read of keys arrives in two pieces, the first a single byte,
CUT seconds apart.
"""

import asyncio
import os
import pty
import sys
import termios
import tty
from fcntl import ioctl

KEYBOARD, SCREEN = 0, 1


class Line:
    """Delivers bytes late and in order."""

    def __init__(self, to: int, late_s: float, cut_s: float = 0.0) -> None:
        self._to = to
        self._late_s = late_s
        self._cut_s = cut_s

    def take(self, data: bytes) -> None:
        loop = asyncio.get_running_loop()
        first = data[:1] if self._cut_s else data
        loop.call_later(self._late_s, os.write, self._to, first)
        if self._cut_s and data[1:]:
            loop.call_later(self._late_s + self._cut_s, os.write, self._to, data[1:])


async def relay(console: int, late_s: float, cut_s: float) -> None:
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    keys, picture = Line(console, late_s, cut_s), Line(SCREEN, late_s)

    def pass_on(source: int, line: Line) -> None:
        try:
            data = os.read(source, 65_536)
        except OSError:
            data = b""
        if data:
            line.take(data)
        else:
            over.set()

    loop.add_reader(KEYBOARD, pass_on, KEYBOARD, keys)
    loop.add_reader(console, pass_on, console, picture)
    await over.wait()


def main(late_s: float, cut_s: float, program: list[str]) -> None:
    process, console = pty.fork()
    if process == 0:
        os.execv(program[0], program)
    size = ioctl(KEYBOARD, termios.TIOCGWINSZ, bytes(8))
    ioctl(console, termios.TIOCSWINSZ, size)
    tty.setraw(KEYBOARD)
    asyncio.run(relay(console, late_s, cut_s))


if __name__ == "__main__":
    main(float(sys.argv[1]), float(sys.argv[2]), sys.argv[3:])

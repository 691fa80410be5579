"""A console in a pty with a terminal emulator behind it."""

import os
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pexpect

from gbdt_console.ui.terminal.key_guard import OLD_AFTER_S
from tests.support.terminal.emulator import Screen, Stream

COLUMNS, LINES = 100, 30
LIMIT_S = 60
SHOW_WALL = (sys.executable, "-m", "tests.support.screens.show_wall")
_DROPPED_AFTER_S = 5.0
"""A key that brought nothing in this time is dropped: it grows old in OLD_AFTER_S."""
_MARGIN = 10
_QUIET_S = 0.2


class Terminal:
    """Runs `program` (`tests.support.screens.show_wall`) with these arguments.

    Behind the right and lower edge of the screen lies a margin, in which nothing may ever be written."""

    def __init__(
        self,
        *arguments: str,
        size: tuple[int, int] = (COLUMNS, LINES),
        program: Sequence[str] = SHOW_WALL,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        columns, lines = size
        ours = os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONUNBUFFERED": "1"}
        for name in ("NO_COLOR", "TEXTUAL_DISABLE_KITTY_KEY", "TEXTUAL_ANIMATIONS", "TEXTUAL_FPS"):
            ours.pop(name, None)
        self.child = pexpect.spawn(
            program[0], [*program[1:], *arguments],
            dimensions=(lines, columns), env=ours | (environment or {}), timeout=LIMIT_S,
        )  # fmt: skip
        self.child.delaybeforesend = None
        self.columns, self.lines = columns, lines
        self.raw = b""
        self.is_emulated = True
        """An emulator is slow; without it only `raw` grows, and `text` stays what it was."""
        self._blank()

    def read(self) -> bool:
        """Take all that the console wrote; False once it is gone."""
        wait_s, began = _QUIET_S, len(self.raw)
        while True:
            try:
                data = self.child.read_nonblocking(65_536, timeout=wait_s)
            except pexpect.TIMEOUT:
                return True
            except pexpect.EOF:
                return len(self.raw) > began
            self.raw += data
            if self.is_emulated:
                self.stream.feed(data)
            wait_s = 0

    def wait_for(self, *texts: str) -> None:
        """Until all of these stand on the screen at once."""
        self.wait_until(lambda: all(text in self.text() for text in texts), f"{texts}")

    def wait_for_raw(self, pattern: str, began: int) -> None:
        """Until what came from that byte on holds the pattern."""
        wanted = re.compile(pattern.encode())
        self.wait_until(lambda: wanted.search(self.raw, began), pattern)

    def wait_until(self, condition: Callable[[], object], what: str) -> None:
        deadline = time.monotonic() + LIMIT_S
        while not condition():
            assert time.monotonic() < deadline, f"{what} never came:\n{self.text()}"
            assert self.read(), f"ended before {what} came:\n{self.text()}"

    def wait_for_end(self) -> None:
        deadline = time.monotonic() + LIMIT_S
        while self.read():
            assert time.monotonic() < deadline, "the console did not end"
        self.child.wait()

    def text(self) -> str:
        """Return what stands on the screen; made anew only after the console wrote."""
        if self._read_up_to != len(self.raw):
            self._text = "\n".join(line[: self.columns] for line in self.screen.display[: self.lines])
            self._read_up_to = len(self.raw)
        return self._text

    def press(self, keys: str | bytes, *signs: str) -> None:
        """Press keys and wait for what they bring."""
        self.child.send(keys)
        self.wait_for(*signs)

    def press_again(self, keys: str, sign: str) -> None:
        """Press keys, and once more where they brought nothing in seconds: a busy console drops old keys."""
        self.child.send(keys)
        again_s = time.monotonic() + _DROPPED_AFTER_S
        while sign not in self.text() and time.monotonic() < again_s:
            self.read()
        if sign not in self.text():
            self.press(keys, sign)

    def press_esc(self, sign: str) -> None:
        """Press Esc, and wait until what it closes is gone."""
        self.child.send("\x1b")
        self.wait_until(lambda: sign not in self.text(), f"the end of {sign!r}")
        self.settle()  # else a key right behind Esc is read as Alt with that key

    def press_until(self, keys: str, sign: str) -> None:
        """Press the keys again and again until their sign comes, as one does who is not heard at once."""
        deadline = time.monotonic() + LIMIT_S
        while sign not in self.text():
            assert time.monotonic() < deadline, f"{sign!r} never came:\n{self.text()}"
            self.child.send(keys)
            self.settle()

    def press_until_gone(self, keys: str, sign: str) -> None:
        """Press the keys again until their sign is gone, each time once the last ones are too old to act:
        a busy console drops what waited so long."""
        deadline = time.monotonic() + LIMIT_S
        while sign in self.text():
            assert time.monotonic() < deadline, f"{sign!r} never went:\n{self.text()}"
            self.child.send(keys)
            too_old = time.monotonic() + 2 * OLD_AFTER_S
            while sign in self.text() and time.monotonic() < too_old:
                self.read()

    def resize(self, columns: int, lines: int) -> None:
        """Another size, and an emulator that remembers nothing of the one before."""
        self.settle()
        self.columns, self.lines = columns, lines
        self._blank()
        self.child.setwinsize(lines, columns)

    def margin(self) -> str:
        """What was written behind the edges."""
        beside = (line[self.columns :] for line in self.screen.display[: self.lines])
        return "".join((*beside, *self.screen.display[self.lines :])).strip()

    def wait_for_quiet(self) -> None:
        """Until the next second has been painted: by then every key sent before it has been taken."""
        for _ in range(2):
            clock = self.text().splitlines()[0]
            self.wait_until(lambda clock=clock: self.text().splitlines()[0] != clock, "the next second")

    def settle(self) -> None:
        """Until nothing has come for a fifth of a second from a console that waits for something to do."""
        deadline, before = time.monotonic() + LIMIT_S, -1
        while len(self.raw) != before or self._is_at_work():
            assert time.monotonic() < deadline, "the console did not settle"
            before = len(self.raw)
            self.read()

    def close(self) -> None:
        try:
            self.child.close(force=True)
        except pexpect.ExceptionPexpect:  # killed, but a busy machine takes more than a moment to end it
            self.child.wait()

    def _is_at_work(self) -> bool:
        """Tell whether one of its threads runs, or would if a busy machine let it."""
        states = set()
        for thread in Path(f"/proc/{self.child.pid}/task").glob("*/stat"):
            with suppress(OSError):
                states.add(thread.read_text().rpartition(")")[2].split()[0])
        return bool(states & {"R", "D"})

    def _blank(self) -> None:
        self.screen = Screen(self.columns + _MARGIN, self.lines + _MARGIN)
        self.stream = Stream(self.screen)
        self._text, self._read_up_to = "", -1

"""A console in a pty with a terminal emulator behind it."""

import os
import sys
import time

import pexpect
import pyte

COLUMNS, LINES = 100, 30
LIMIT_S = 20


class Terminal:
    """Runs `tests.support.show_wall` with these arguments."""

    def __init__(self, *arguments: str, size: tuple[int, int] = (COLUMNS, LINES)) -> None:
        columns, lines = size
        environment = os.environ | {
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PYTHONUNBUFFERED": "1",
        }
        for name in ("NO_COLOR", "TEXTUAL_DISABLE_KITTY_KEY", "TEXTUAL_ANIMATIONS"):
            environment.pop(name, None)
        self.child = pexpect.spawn(
            sys.executable, ["-m", "tests.support.show_wall", *arguments],
            dimensions=(lines, columns), env=environment, timeout=LIMIT_S,
        )  # fmt: skip
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""

    def read(self) -> bool:
        """Take what the console wrote; False once it is gone."""
        try:
            data = self.child.read_nonblocking(65_536, timeout=0.2)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.raw += data
        self.stream.feed(data)
        return True

    def wait_for(self, text: str) -> None:
        deadline = time.monotonic() + LIMIT_S
        while text not in self.text():
            assert time.monotonic() < deadline, f"{text!r} never came:\n{self.text()}"
            assert self.read(), f"ended before {text!r} came:\n{self.text()}"

    def wait_for_end(self) -> None:
        deadline = time.monotonic() + LIMIT_S
        while self.read():
            assert time.monotonic() < deadline, "the console did not end"
        self.child.wait()

    def text(self) -> str:
        return "\n".join(self.screen.display)

    def wait_for_quiet(self) -> None:
        """Until the next second has been painted: by then every key sent before it has been taken."""
        for _ in range(2):
            clock = self.text().splitlines()[0]
            deadline = time.monotonic() + LIMIT_S
            while self.text().splitlines()[0] == clock:
                assert time.monotonic() < deadline, "the clock stands"
                assert self.read()

    def settle(self) -> None:
        """Until nothing has come for a fifth of a second."""
        before = -1
        while len(self.raw) != before:
            before = len(self.raw)
            self.read()

"""Shows what is asked while the modules of the full screen are imported and the engine starts.

It imports neither textual nor an engine. The full screen draws over it and takes the keys typed meanwhile.
"""

import io
import os
import signal
import sys
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn, TextIO

from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words
from gbdt_console.ui.terminal.library_output import library_output_logged

_NAME = "gbdt-console"
_ENTER, _LEAVE = "\x1b[?1049h\x1b[?25l", "\x1b[?1049l\x1b[?25h"
_ERASE, _ERASE_LINE, _BOLD, _PLAIN = "\x1b[2J", "\x1b[2K", "\x1b[1m", "\x1b[m"
_STUCK_AFTER_S = 0.5
"""Limits the wait for a terminal that takes no output, in seconds."""
_INPUT_FLAGS, _LOCAL_FLAGS, _CHARACTERS = 0, 3, 6
"""Places in what termios.tcgetattr returns."""
_ENDING_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_SIGNALLED = 128
"""A process ended by a signal has this exit code and the signal's number."""

Attributes = list[Any]
"""What termios.tcgetattr returns."""


class FirstPicture:
    """Name, clock and one line on the terminal's other screen, drawn by a thread of its own.

    A terminal that takes no output must not hold up the start.
    """

    def __init__(self, words: Words, sites: int | None, keys: int, screen: int) -> None:
        """Tell that the program opens for so many `sites`; None where their number is not known yet."""
        self._words, self._formats = words, Formats(words)
        self._sites, self._code = sites, "start.opening"
        self._keys, self._screen = keys, screen
        self._changed = threading.Event()
        self._is_over = False
        self._size: os.terminal_size | None = None
        self._before: Attributes | None = None
        self._handlers: dict[int, Any] = {}
        self._thread = threading.Thread(target=self._draw, name="first-picture", daemon=True)

    def begin(self) -> None:
        """Draw from now on; keys are kept for the full screen, and not echoed."""
        self._handlers = {number: signal.signal(number, _end) for number in _ENDING_SIGNALS}
        with suppress(termios.error):
            self._before = termios.tcgetattr(self._keys)
            kept = termios.tcgetattr(self._keys)
            kept[_INPUT_FLAGS] &= ~termios.ICRNL  # Enter stays what it is
            kept[_LOCAL_FLAGS] &= ~(termios.ECHO | termios.ICANON)
            kept[_CHARACTERS][termios.VMIN], kept[_CHARACTERS][termios.VTIME] = 1, 0
            termios.tcsetattr(self._keys, termios.TCSANOW, kept)
        self._thread.start()

    def tell(self, sites: int, code: str = "start.opening") -> None:
        """Tell what is waited for from now on: a code of a sentence about so many sites."""
        self._sites, self._code = sites, code
        self._changed.set()

    def end(self) -> Attributes | None:
        """Stop drawing and leave what is drawn; return the keyboard's attributes before the picture."""
        self._is_over = True
        self._changed.set()
        self._thread.join(_STUCK_AFTER_S)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        return self._before

    def leave(self) -> None:
        """Restore screen and keyboard as they were before the picture."""
        before = self.end()
        if not self._thread.is_alive():
            self._write(_LEAVE)
        if before is not None:
            with suppress(termios.error):
                termios.tcsetattr(self._keys, termios.TCSANOW, before)

    def _draw(self) -> None:
        self._write(_ENTER)
        while True:
            self._changed.clear()
            if self._is_over:
                return
            self._write(self._picture())
            self._changed.wait(1.0 - time.time() % 1.0)

    def _picture(self) -> str:
        size = os.terminal_size((80, 24))
        with suppress(OSError):
            size = os.get_terminal_size(self._screen)
        erased = "" if size == self._size else _ERASE
        self._size = size
        clock = self._formats.clock(time.time())
        head = f" {_NAME}{clock:>{max(0, size.columns - len(_NAME) - 2)}} "[: size.columns]
        sites = self._sites
        text = self._words("start.opening" if sites is None else f"{self._code}.sites", n=sites)
        text = text[: size.columns]
        line, column = max(2, size.lines // 2), 1 + (size.columns - len(text)) // 2
        return (
            f"{erased}\x1b[H{_BOLD}{head}{_PLAIN}\x1b[{line};1H{_ERASE_LINE}\x1b[{line};{column}H{text}\x1b[H"
        )

    def _write(self, text: str) -> None:
        """Write all of it, nothing where the terminal is gone."""
        rest = text.encode()
        with suppress(OSError):
            while rest:
                rest = rest[os.write(self._screen, rest) :]


_standing: list[FirstPicture] = []
"""The picture that this process's terminal shows; at most one."""


class _HeldErrors(io.TextIOBase):
    """Standard error that holds back what is written while a picture stands."""

    def __init__(self, target: TextIO | None) -> None:
        self._target = target
        self._held = io.StringIO()

    def write(self, text: str) -> int:
        if _standing:
            self._held.write(text)
        elif self._target is not None:
            self._target.write(text)
        return len(text)

    def flush(self) -> None:
        if self._target is not None:
            self._target.flush()

    def release(self) -> None:
        """Write what was held back; nothing where the terminal is gone."""
        if held := self._held.getvalue():
            with suppress(OSError):
                self.write(held)
                self.flush()


@contextmanager
def first_picture(words: Words, sites: int | None) -> Iterator[FirstPicture]:
    """Show the picture until the full screen draws, or the block is left.

    Standard input and output are the terminal. What is written to standard error meanwhile follows once the
    terminal's own screen is back; what libraries write past it is logged. SIGTERM, SIGINT and SIGHUP leave
    the block in order, also where the caller ignores SIGINT.

    sites: number of sites of the network; None where it is not known yet
    """
    with library_output_logged():
        picture = FirstPicture(words, sites, sys.stdin.fileno(), sys.stdout.fileno())
        before, sys.stderr = sys.stderr, (errors := _HeldErrors(sys.stderr))
        _standing.append(picture)
        try:
            picture.begin()
            yield picture
        finally:
            if _standing:
                _standing.clear()
                picture.leave()
            sys.stderr = before
            errors.release()


def hand_over() -> Attributes | None:
    """Give the terminal to the full screen, with the picture on its other screen.

    Return the keyboard's attributes before the picture; None where no picture stands.
    """
    return _standing.pop().end() if _standing else None


def tell_asking(sites: int) -> None:
    """Tell that so many sites are asked now, where a picture stands."""
    for picture in tuple(_standing):
        picture.tell(sites, "start.asking")


def _end(number: int, *_: object) -> NoReturn:
    raise SystemExit(_SIGNALLED + number)

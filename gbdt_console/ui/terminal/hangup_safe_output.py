"""Writes to the terminal, and lets the App end where the terminal is lost or takes no output."""

import os
import time
from collections.abc import Callable
from queue import Full
from typing import cast

from textual.drivers._writer_thread import WriterThread
from textual.message import Message

_CHECK_S = 0.1
"""Interval at which a waiting write checks whether the App ends, in seconds."""
_LEFT_AT_END_S = 2.0
"""Limits the time that an ending App waits for its terminal, in seconds; the whole end may take 5 s."""


class TerminalGone(Message):
    """Reports that the terminal can no longer be read or written.

    reason: the system's words, for the log.
    """

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class HangupSafeFile:
    """Accepts every write, also once the terminal is gone. `on_gone` gets the reason of the first failure.

    Textual's writer thread would die of the error, its queue would fill up, and the App would wait for it
    without end. The writes bypass Python's buffers: the interpreter cannot end while a thread holds one.
    """

    def __init__(self, descriptor: int, on_gone: Callable[[str], None]) -> None:
        self._descriptor = descriptor
        self._on_gone = on_gone
        self._is_gone = False
        self._ends_s: float | None = None

    def write(self, text: str) -> int:
        rest = text.encode(errors="backslashreplace")
        try:
            while rest and not self._is_gone and not self.is_given_up():
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError as error:
            self._is_gone = True
            self._on_gone(error.strerror or str(error))
        return len(text)

    def flush(self) -> None:
        """Do nothing: every write goes to the terminal at once."""

    def fileno(self) -> int:
        return self._descriptor

    def give_up_soon(self) -> None:
        """Drop what the terminal has not taken _LEFT_AT_END_S after the first call."""
        if self._ends_s is None:
            self._ends_s = time.monotonic() + _LEFT_AT_END_S

    def is_given_up(self) -> bool:
        """Tell whether further writes are dropped."""
        return self._ends_s is not None and time.monotonic() > self._ends_s


class StallSafeWriter(WriterThread):
    """Releases the threads that wait for a terminal, once its file is given up.

    A terminal takes no output while its window is frozen (Ctrl-S) or its reader hangs.
    """

    def write(self, text: str) -> None:
        self._put(text)

    def stop(self) -> None:
        """Wait until all is written or the file is given up; then leave the thread behind."""
        self._put(None)
        while self.is_alive() and not self._is_given_up():
            self.join(_CHECK_S)

    def _put(self, text: str | None) -> None:
        while not self._is_given_up():
            try:
                self._queue.put(text, timeout=_CHECK_S)
            except Full:
                continue
            return

    def _is_given_up(self) -> bool:
        return cast(HangupSafeFile, self._file).is_given_up()

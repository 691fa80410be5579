"""Lets writes to a lost terminal succeed, and reports the loss."""

from collections.abc import Callable
from typing import IO

from textual.message import Message


class TerminalGone(Message):
    """Reports that the terminal can no longer be read or written.

    reason: the system's words, for the log.
    """

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class HangupSafeFile:
    """Accepts every write, also once the terminal is gone.

    `on_gone` gets the reason of the first failure.

    Textual's writer thread would die of the error, its queue would fill up, and the App would wait for it
    without end.
    """

    def __init__(self, file: IO[str], on_gone: Callable[[str], None]) -> None:
        self._file = file
        self._on_gone = on_gone
        self._is_gone = False

    def write(self, text: str) -> int:
        self._attempt(lambda: self._file.write(text))
        return len(text)

    def flush(self) -> None:
        self._attempt(self._file.flush)

    def fileno(self) -> int:
        return self._file.fileno()

    def _attempt(self, operation: Callable[[], object]) -> None:
        if self._is_gone:
            return
        try:
            operation()
        except OSError as error:
            self._is_gone = True
            self._on_gone(error.strerror or str(error))

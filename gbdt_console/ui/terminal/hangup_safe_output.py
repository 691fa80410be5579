"""A terminal's output that may go away at any moment."""

from typing import IO


class LastingFile:
    """Takes all that is written, also once the terminal is gone: Textual's writer would die of it, its queue
    fill up, and the process wait for ever to be let go."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._is_gone = False

    def write(self, text: str) -> int:
        if not self._is_gone:
            try:
                return self._file.write(text)
            except OSError:
                self._is_gone = True
        return len(text)

    def flush(self) -> None:
        if not self._is_gone:
            try:
                self._file.flush()
            except OSError:
                self._is_gone = True

    def fileno(self) -> int:
        return self._file.fileno()

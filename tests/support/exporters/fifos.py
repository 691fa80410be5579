"""Named pipes between a test and processes: reading waits for what is written, within a limit."""

import os
import select
from pathlib import Path

_LIMIT_S = 20.0


class Fifo:
    """A pipe at `path`, open for reading from the beginning. One of many writers has no end."""

    def __init__(self, path: Path, *, has_many_writers: bool = False) -> None:
        os.mkfifo(path)
        self.path = path
        self._end = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        self._held = os.open(path, os.O_WRONLY) if has_many_writers else -1
        self._poll = select.poll()
        self._poll.register(self._end, select.POLLIN)
        self._rest = b""

    def line(self) -> str:
        """The next line."""
        while b"\n" not in self._rest:
            more = self._read()
            assert more, "every writer has ended"
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode()

    def to_the_end(self) -> str:
        """All until nobody holds the pipe for writing any more."""
        while more := self._read():
            self._rest += more
        return self._rest.decode()

    def is_empty(self) -> bool:
        """Whether nothing more was written up to now."""
        return not self._rest and not self._poll.poll(0)

    def close(self) -> None:
        os.close(self._end)
        if self._held >= 0:
            os.close(self._held)

    def _read(self) -> bytes:
        assert self._poll.poll(_LIMIT_S * 1_000), "nothing was written"
        return os.read(self._end, 65_536)


class Gate:
    """A pipe whose readers (`: < path`) wait until it is opened."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.path = path
        self._end = -1

    def open(self) -> None:
        self._end = os.open(self.path, os.O_RDWR | os.O_NONBLOCK)

    def close(self) -> None:
        if self._end >= 0:
            os.close(self._end)

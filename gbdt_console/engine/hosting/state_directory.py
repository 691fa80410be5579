"""Locks the state directory for one engine; the kernel frees a dead engine's lock."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

_SOCKET_PATH_LIMIT = 100
"""Limits the socket's path, in bytes: the kernel takes 107."""


class StateDirectoryTaken(Exception):
    """Another process holds the lock."""


class StateDirectoryUnusable(Exception):
    """The directory cannot be made, written or locked; the message is the system's own."""


class StateDirectory:
    """Paths below one directory, made with mode 0700."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def lock_path(self) -> Path:
        return self.path / "engine.lock"

    @property
    def socket_path(self) -> Path:
        return self.path / "engine.sock"

    @property
    def known_hosts_path(self) -> Path:
        """Holds the host keys of the devices that are controlled over SSH."""
        return self.path / "known_hosts"

    @property
    def log_path(self) -> Path:
        return self.path / "engine.log"

    def prepare(self) -> None:
        """Make the directory. Raises StateDirectoryUnusable."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StateDirectoryUnusable(str(error)) from None
        if len(os.fsencode(self.socket_path)) > _SOCKET_PATH_LIMIT:
            raise StateDirectoryUnusable(f"{self.socket_path}: > {_SOCKET_PATH_LIMIT} bytes")


class EngineLock:
    """Holds the lock until the block or the process ends."""

    def __init__(self, state: StateDirectory) -> None:
        self._state = state
        self._descriptor = -1

    def __enter__(self) -> Self:
        """Take the lock. Raises StateDirectoryTaken or StateDirectoryUnusable."""
        self._state.prepare()
        try:
            self._descriptor = os.open(self._state.lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._release()
            raise StateDirectoryTaken(str(self._state.path)) from None
        except OSError as error:
            self._release()
            raise StateDirectoryUnusable(str(error)) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._release()

    def _release(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

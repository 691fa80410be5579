"""Locks the state directory for one engine; the kernel frees a dead engine's lock."""

import fcntl
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from gbdt_console.core.authority.withheld import Machine
from gbdt_console.journal.file_system import networked_kind

_SOCKET_PATH_LIMIT = 100
"""Limits the socket's path, in bytes: the kernel takes 107."""
_WRITABLE_BY_OTHERS = 0o022
"""Mode bits that a state directory must not have: with them another user replaces journal and socket."""


class StateDirectoryTaken(Exception):
    """Another process holds the lock."""


class StateDirectoryUnusable(Exception):
    """The directory cannot be made, written or locked, or is not safe to use."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, object] = params

    @classmethod
    def because(cls, reason: object) -> "StateDirectoryUnusable":
        """Take the system's own words as the reason."""
        return cls("verb.state-unusable", reason=reason)


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
    def journal_path(self) -> Path:
        from gbdt_console.journal.writer import JOURNAL_NAME  # with it what opens a journal

        return self.path / JOURNAL_NAME

    @property
    def known_hosts_path(self) -> Path:
        """Holds the host keys of the devices that are controlled over SSH."""
        return self.path / "known_hosts"

    @property
    def log_path(self) -> Path:
        return self.path / "engine.log"

    @property
    def machine(self) -> Machine:
        """Return this machine with the journal that is here. Raises OSError, where there is none."""
        from gbdt_console.engine.hosting.this_machine import this_machine

        return this_machine(self.journal_path)

    @property
    def is_path_too_long(self) -> bool:
        """Tell whether the kernel could refuse the socket's path for its length."""
        return len(os.fsencode(self.socket_path)) > _SOCKET_PATH_LIMIT

    @property
    def networked(self) -> str:
        """Return the kind of its file system where that is another machine's; empty where not, or unknown."""
        return networked_kind(self.path)

    def prepare(self) -> None:
        """Make the directory. Raises StateDirectoryUnusable, also where others may write into it, and on
        another machine's disk.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            mode = stat.S_IMODE(self.path.stat().st_mode)
        except OSError as error:
            raise StateDirectoryUnusable.because(error) from None
        if mode & _WRITABLE_BY_OTHERS:
            raise StateDirectoryUnusable("verb.state-open", state=self.path, mode=f"{mode:04o}")
        if kind := self.networked:
            raise StateDirectoryUnusable("verb.state-networked", state=self.path, kind=kind)
        if self.is_path_too_long:
            raise StateDirectoryUnusable.because(f"{self.socket_path}: > {_SOCKET_PATH_LIMIT} bytes")


class EngineLock:
    """Holds the lock until the block or the process ends.

    The directory itself is locked: a lock file alone can be removed, and a second engine would start. The
    lock file is locked beside it, since an engine that was started before an update may lock only that.
    """

    def __init__(self, state: StateDirectory) -> None:
        self._state = state
        self._descriptors: list[int] = []

    def __enter__(self) -> Self:
        """Take the lock. Raises StateDirectoryTaken or StateDirectoryUnusable."""
        self._state.prepare()
        try:
            self._lock(self._state.path, os.O_RDONLY | os.O_DIRECTORY)
            self._refuse_another_owner()
            self._lock(self._state.lock_path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW)
        except BlockingIOError:
            self._release()
            raise StateDirectoryTaken(str(self._state.path)) from None
        except OSError as error:
            self._release()
            raise StateDirectoryUnusable.because(error) from None
        except StateDirectoryUnusable:
            self._release()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._release()

    def _lock(self, path: Path, flags: int) -> None:
        self._descriptors.append(descriptor := os.open(path, flags | os.O_CLOEXEC, 0o600))
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _refuse_another_owner(self) -> None:
        """Refuse a directory of another user: root's files there would keep that user's engine out."""
        owner = os.fstat(self._descriptors[0]).st_uid
        if owner != os.geteuid():
            raise StateDirectoryUnusable("verb.state-owner", state=self._state.path, uid=owner)

    def _release(self) -> None:
        while self._descriptors:
            os.close(self._descriptors.pop())

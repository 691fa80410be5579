"""Pins SSH host keys at the first connection. Only its owner may write the file.

The console never replaces a key by itself: an operator who knows that a device was exchanged deletes its
line.
"""

import os
import stat
from pathlib import Path

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import ControlError

SSH_PORT = 22
_MOST_BYTES = 1 << 20
"""Limit of the file, bytes: thousands of keys fit."""


class HostKeys:
    """Reads and writes lines `host type key`, as OpenSSH writes them unhashed.

    path: the file; may not exist yet
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def pinned(self, host: str, port: int) -> str | None:
        """Return the key of that host as `type base64`; None for a host without a line.

        Raises ControlError UNTRUSTED where others may have written the file.
        """
        found = None
        for line in self._lines():
            name, _, key = line.partition(" ")
            if name == _name(host, port):
                found = " ".join(key.split()[:2])
        return found

    def pin(self, host: str, port: int, key: str) -> None:
        """Add the key of a host without a line. Raises ControlError UNTRUSTED."""
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            descriptor = os.open(self._path, flags, 0o600)
            try:
                os.write(descriptor, f"{_name(host, port)} {key}\n".encode())
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise _unusable(error.strerror or "") from None

    def _lines(self) -> list[str]:
        try:
            descriptor = os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise _unusable(error.strerror or "") from None
        with open(descriptor, "rb") as file:
            facts = os.fstat(descriptor)
            is_ours = stat.S_ISREG(facts.st_mode) and facts.st_uid == os.geteuid()
            if not is_ours or facts.st_mode & 0o077:
                raise _unusable("others may write or read it")
            if facts.st_size > _MOST_BYTES:
                raise _unusable("too large")
            return file.read().decode("utf-8", "replace").splitlines()


def _name(host: str, port: int) -> str:
    return host if port == SSH_PORT else f"[{host}]:{port}"


def _unusable(reason: str) -> ControlError:
    return ControlError(ControlFault.UNTRUSTED, f"known_hosts: {reason}")

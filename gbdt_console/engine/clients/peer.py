"""Asks the kernel who is at the other end of a Unix socket."""

import os
import re
import socket
import struct
from pathlib import Path
from typing import Self

from gbdt_console.core.quick_dataclass import dataclass

_CREDENTIALS = struct.Struct("3i")
"""struct ucred of unix(7): process, user and group."""
_SUDO_UID = re.compile(rb"(?:^|\0)SUDO_UID=(\d{1,10})\0")


@dataclass(frozen=True, slots=True)
class Peer:
    """Who works with a client.

    person: the OS user who had it started: with the package all work as one user, by sudo, which sets
        SUDO_UID whatever the caller's environment says
    """

    uid: int
    person: int

    @classmethod
    def of_socket(cls, connected: socket.socket) -> Self:
        return cls.of_process(*_process_and_user(connected))

    @classmethod
    def of_process(cls, pid: int, uid: int) -> Self:
        """Return who works with a process; of one that cannot be read its own user."""
        try:
            found = _SUDO_UID.search(Path(f"/proc/{pid}/environ").read_bytes())
        except OSError:
            found = None
        return cls(uid, uid if found is None else int(found[1]))


def peer_uid(connected: socket.socket) -> int:
    return _process_and_user(connected)[1]


def _process_and_user(connected: socket.socket) -> tuple[int, int]:
    credentials = connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    pid, uid, _ = _CREDENTIALS.unpack(credentials)
    return pid, uid


def own_peer() -> Peer:
    return Peer.of_process(os.getpid(), os.getuid())

"""Asks the kernel who is at the other end of a Unix socket."""

import os
import socket
import struct
from collections.abc import Collection
from typing import Self

from gbdt_console.core.quick_dataclass import dataclass

PERSON_GROUP = 1 << 31
"""The group of this number plus the person's uid is what the package's launcher gives a process: no system
numbers a group in that half (systemd.io/UIDS-GIDS), and only root can give one (decision 122)."""
_CREDENTIALS = struct.Struct("3i")
"""struct ucred of unix(7): process, user and group."""
_SO_PEERGROUPS = 59
"""Of asm-generic/socket.h: the supplementary groups that the peer had when it connected."""
_GROUP_BYTES, _MOST_BYTES = 4, 1_024


@dataclass(frozen=True, slots=True)
class Peer:
    """Who works with a client.

    person: the OS user who had it started: with the package all work as one user, by the launcher; else `uid`
    """

    uid: int
    person: int

    @classmethod
    def of_socket(cls, connected: socket.socket) -> Self:
        return cls.of_groups(peer_uid(connected), _groups(connected))

    @classmethod
    def of_groups(cls, uid: int, groups: Collection[int]) -> Self:
        """Return who works with a process of that user and those groups."""
        found = [group - PERSON_GROUP for group in groups if group >= PERSON_GROUP]
        return cls(uid, found[0] if len(found) == 1 else uid)


def peer_uid(connected: socket.socket) -> int:
    credentials = connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _, uid, _ = _CREDENTIALS.unpack(credentials)
    return int(uid)


def own_peer() -> Peer:
    return Peer.of_groups(os.getuid(), os.getgroups())


def _groups(connected: socket.socket) -> tuple[int, ...]:
    """Return the peer's groups; none where it has more than the launcher would give."""
    try:
        told = connected.getsockopt(socket.SOL_SOCKET, _SO_PEERGROUPS, _MOST_BYTES)
    except OSError:
        return ()
    return struct.unpack(f"{len(told) // _GROUP_BYTES}I", told)

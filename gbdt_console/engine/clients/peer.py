"""Asks the kernel who is at the other end of a Unix socket."""

import socket
import struct

_CREDENTIALS = struct.Struct("3i")
"""struct ucred of unix(7): process, user and group."""


def peer_uid(connected: socket.socket) -> int:
    """Return the OS user of the process that connected, or that listens, there."""
    credentials = connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return int(_CREDENTIALS.unpack(credentials)[1])

"""Tells the service manager that the engine serves, lives and ends: the datagrams of sd_notify(3)."""

import os
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress

_BEATS = 4
"""Beats within the limit after which the engine counts as frozen, so that a late one does no harm."""
_US_PER_S = 1_000_000


class ServiceManager:
    """Sends to systemd, where it started this process with Type=notify; else to nobody.

    No call ever waits: a datagram that the manager's queue has no room for is lost, and the next beat says
    all of it again.
    """

    def __init__(self, environ: Mapping[str, str], monotonic: Callable[[], float]) -> None:
        """Read NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID; `monotonic` gives seconds."""
        self._address = _address(environ.get("NOTIFY_SOCKET", ""))
        self._monotonic = monotonic
        self._pause_s = _limit_s(environ) / _BEATS
        self._beaten_s = 0.0
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) if self._address else None
        if self._socket is not None:
            self._socket.setblocking(False)

    def ready(self) -> None:
        """Say that the engine serves."""
        self._beaten_s = self._monotonic()
        self._send("READY=1")

    def beat(self) -> None:
        """Say that the engine lives, if the last time is long enough ago; call it as often as you like."""
        now_s = self._monotonic()
        if self._pause_s and now_s - self._beaten_s >= self._pause_s:
            self._beaten_s = now_s
            self._send("READY=1\nWATCHDOG=1")

    def stopping(self) -> None:
        """Say that the orderly end has begun; from then on the manager expects no beat."""
        self._pause_s = 0.0
        self._send("STOPPING=1")

    def _send(self, state: str) -> None:
        if self._socket is not None:
            with suppress(OSError):
                self._socket.sendto(state.encode(), self._address)


def _address(named: str) -> str:
    """Return the socket's address for the kernel: a path, or '@' and a name without a file.

    Any other kind of address is none that systemd gives to a service.
    """
    return f"\0{named[1:]}" if named.startswith("@") else named if named.startswith("/") else ""


def _limit_s(environ: Mapping[str, str]) -> float:
    """Return the seconds after which a silent engine is restarted; 0 where nobody waits for this process."""
    limit = environ.get("WATCHDOG_USEC", "")
    is_ours = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    return int(limit) / _US_PER_S if is_ours and limit.isascii() and limit.isdigit() else 0.0

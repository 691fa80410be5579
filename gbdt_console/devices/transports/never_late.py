"""Lets nothing reach a device late: what was sent into a cut line does not arrive once the line is back.

Without that the kernel sends an order again for minutes, also after the technician was told that nobody knows
what became of it, and after another PC was let give the orders.
"""

import socket
from typing import Any

LATEST_S = 2.0
"""What the device's kernel has not taken within that time it never gets; the connection ends."""


def never_late(transport: Any) -> None:
    """Set that for a connection; `transport` is asyncio's, or a socket (tcp(7), TCP_USER_TIMEOUT)."""
    opened = transport if isinstance(transport, socket.socket) else transport.get_extra_info("socket")
    if opened is not None and hasattr(socket, "TCP_USER_TIMEOUT"):
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(LATEST_S * 1000))

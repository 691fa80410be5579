"""Carries whole messages of text in a WebSocket over TLS.

Import WebSocketLine's module only where used: websockets costs 30 ms.
"""

from typing import Protocol


class MessageLine(Protocol):
    """A connection to a device. It never reconnects by itself: its owner opens it again."""

    async def open(self) -> None:
        """Connect and log in; drop what arrived before. Raises ControlError."""
        ...

    async def send(self, message: str) -> None:
        """Send one message; do nothing where the connection is lost."""
        ...

    async def receive(self) -> str:
        """Return the next message; empty when the connection is lost. Raises ControlError for no message."""
        ...

    async def close(self) -> None: ...

"""What a session with a simulated device is, whatever carries it."""

from collections.abc import Callable
from typing import Protocol


class Session(Protocol):
    """One client's conversation with a device."""

    def feed(self, data: bytes) -> None: ...

    def end(self) -> None: ...


class Talk(Session, Protocol):
    """A conversation that begins with `start`; its client has logged in where the wire asks for that."""

    def start(self) -> None: ...


OpenSession = Callable[[Callable[[bytes], None], Callable[[], None]], Session | None]
"""Opens a session, given what writes to the connection and what closes it; None while none is accepted."""
OpenTalk = Callable[[Callable[[bytes], None], Callable[[], None]], Talk]
"""Makes a conversation, given what writes to its client and what closes the connection."""

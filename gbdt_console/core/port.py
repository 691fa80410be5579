"""Define the port between clients and engine: Snapshots out, Commands in."""

from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Protocol

from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.frame.still import Still
from gbdt_console.core.meetings.events import NoticeSent
from gbdt_console.core.requests import Progress
from gbdt_console.core.site_history import SitePast
from gbdt_console.core.snapshot import Snapshot


class PortClosed(Exception):
    """The engine ended; nothing on the screen is current any more."""


GONE = "banner.closed"
"""The engine ended and does not come back to this client."""


class ClientKind(StrEnum):
    CONSOLE = "console"
    """Stays, and may hold control."""
    VERB = "verb"
    """Acts once and leaves."""
    OBSERVER = "observer"
    """Never acts."""


class ConsolePort(Protocol):
    """Access to the engine, in its process or over the control socket.

    After PortClosed nothing works until `reattach` has reached the engine anew.

    All methods are called from the client's own event loop.
    """

    @property
    def client_id(self) -> str:
        """This client's name in `Snapshot.control`; another one after each `reattach`."""
        ...

    def snapshots(self) -> AsyncIterator[Snapshot]:
        """Yield the newest Snapshot whenever there is a newer one. Skipped ones are not repeated.

        Raises PortClosed when the engine is gone.
        """
        ...

    def submit(self, command: Command) -> AsyncIterator[Progress]:
        """Give a Command and yield its steps up to the final Stage. Raises PortClosed."""
        ...

    def events(self, after_seq: int | None = None) -> AsyncIterator[Entry]:
        """Yield journal entries as they are written. With `after_seq` first those after it.

        Raises PortClosed when the engine is gone.
        """
        ...

    async def past(self, site_id: str) -> SitePast:
        """Return the last hour and the newest entries of one site; empty for an unknown site.

        Raises PortClosed when the engine is gone.
        """
        ...

    async def notices(self, number: int) -> tuple[NoticeSent, ...]:
        """Return the notices about a registered meeting as they were sent, oldest first.

        Those about a closed meeting have no text.

        Raises PortClosed when the engine is gone.
        """
        ...

    async def stills(self, since_s: float) -> tuple[Still, ...]:
        """Return the stills of what is on air in open meetings; none of the past.

        Those unchanged since that moment, in the engine's monotonic seconds, have no pixels.

        Raises PortClosed when the engine is gone.
        """
        ...

    async def reattach(self) -> str:
        """Wait until the engine that went away is reached again, and return an empty text then.

        Else return the code of why it never will be: GONE, or that it needs another console.
        """
        ...

    async def close(self) -> None:
        """Leave the engine; a remote one goes on."""
        ...

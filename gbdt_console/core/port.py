"""The one door between what is seen and the engine: Snapshots out, Commands in."""

from collections.abc import AsyncIterator
from typing import Protocol

from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.requests import Progress
from gbdt_console.core.site_history import SitePast
from gbdt_console.core.snapshot import Snapshot


class PortClosed(Exception):
    """The engine went away; nothing on the screen is current any more."""


class ConsolePort(Protocol):
    """Implemented over a local engine thread, over the control socket, and over a replay.

    All methods are called from the client's own event loop.
    """

    @property
    def client_id(self) -> str:
        """This client's name in `Snapshot.control`."""
        ...

    def snapshots(self) -> AsyncIterator[Snapshot]:
        """The newest Snapshot whenever there is a newer one; what was skipped is not repeated.

        Raises PortClosed when the engine is gone.
        """
        ...

    def submit(self, command: Command) -> AsyncIterator[Progress]:
        """Ask for something and follow it until its final Stage. Raises PortClosed."""
        ...

    def events(self, after_seq: int | None = None) -> AsyncIterator[Entry]:
        """Journal entries as they are written; with `after_seq` first those after it. Raises PortClosed."""
        ...

    async def past(self, site_id: str) -> SitePast:
        """The last hour and the journal of one site; of an unknown site there is none. Raises PortClosed."""
        ...

    async def close(self) -> None:
        """Let go of the engine; a remote one goes on."""
        ...

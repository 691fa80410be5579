"""Carries Snapshots from the port to the screen, and commands back."""

from collections.abc import AsyncIterator, Callable

from gbdt_console.core.calendar.events import NoticeSent
from gbdt_console.core.commands import Command
from gbdt_console.core.port import ConsolePort, PortClosed
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.site_history import SitePast
from gbdt_console.core.snapshot import Snapshot


class Feed:
    """Follows one port.

    `show` gets each Snapshot of a new version, `closed` is called once it ends.
    """

    def __init__(
        self, port: ConsolePort, show: Callable[[Snapshot], None], closed: Callable[[], None]
    ) -> None:
        self._port = port
        self._show = show
        self._closed = closed
        self._seen: tuple[str, int] | None = None

    async def follow(self) -> None:
        """Run until the engine is gone."""
        try:
            async for snapshot in self._port.snapshots():
                key = (snapshot.epoch, snapshot.version)
                if key != self._seen:
                    self._seen = key
                    self._show(snapshot)
        except PortClosed:
            pass
        self._closed()

    async def ask(self, command: Command) -> str | None:
        """Give a command and follow it to its end.

        Return the code of the reason if it failed.
        """
        async for progress in self.submit(command):
            if progress.stage is Stage.FAILED:
                return progress.code
        return None

    async def submit(self, command: Command) -> AsyncIterator[Progress]:
        """Give a command and yield its progress.

        The end is UNKNOWN when the engine goes away.
        """
        try:
            async for progress in self._port.submit(command):
                yield progress
        except PortClosed:
            self._closed()
            yield Progress("", Stage.UNKNOWN)

    async def past(self, site_id: str) -> SitePast | None:
        """Return the last hour and the journal of a site.

        None when the engine is gone.
        """
        try:
            return await self._port.past(site_id)
        except PortClosed:
            self._closed()
            return None

    async def notices(self, number: int) -> tuple[NoticeSent, ...]:
        """Return the notices about a registered meeting; none when the engine is gone."""
        try:
            return await self._port.notices(number)
        except PortClosed:
            self._closed()
            return ()

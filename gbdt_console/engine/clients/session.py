"""One client's seat at the engine, used on the engine's loop by the local port and the socket alike."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable

from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.requests import Progress
from gbdt_console.core.site_history import SitePast
from gbdt_console.engine.clients.clients import Client, Clients
from gbdt_console.engine.clients.command_dispatcher import CommandDispatcher
from gbdt_console.engine.clients.publisher import SnapshotPublisher
from gbdt_console.engine.clients.redaction import hide_closed_titles
from gbdt_console.engine.clients.site_history import SiteHistory

ReadEntries = Callable[[int], Iterable[Entry]]


class Session:
    """`leave` frees what the client held; afterwards nothing else may be called."""

    def __init__(
        self,
        client: Client,
        clients: Clients,
        desk: CommandDispatcher,
        hub: SnapshotPublisher,
        history: SiteHistory,
        read_entries: ReadEntries,
    ) -> None:
        self.client = client
        self.hub = hub
        self._clients = clients
        self._desk = desk
        self._history = history
        self._read_entries = read_entries

    def submit(self, request_id: str, command: Command) -> AsyncIterator[Progress]:
        return self._desk.submit(request_id, command, self.client)

    async def past(self, site_id: str) -> SitePast:
        return await self._history.past(site_id)

    async def events(self, after_seq: int | None) -> AsyncIterator[Entry]:
        """Entries without a gap and without a repeat: listen first, then read what is older. Of a closed
        meeting they do not say what it is about."""
        fresh: asyncio.Queue[Entry | None] = asyncio.Queue()
        leave = (self.hub.on_entry(fresh.put_nowait), self.hub.on_close(lambda: fresh.put_nowait(None)))
        seen = -1 if after_seq is None else after_seq
        try:
            if after_seq is not None:
                for entry in hide_closed_titles(
                    await asyncio.to_thread(lambda: list(self._read_entries(after_seq)))
                ):
                    seen = entry.seq
                    yield entry
            while (latest := await fresh.get()) is not None:
                if latest.seq > seen:
                    seen = latest.seq
                    yield hide_closed_titles([latest])[0]
        finally:
            for unsubscribe in leave:
                unsubscribe()

    def leave(self) -> None:
        self._clients.leave(self.client)

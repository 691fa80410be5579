"""Opens a session with the engine for each client, local or remote."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from itertools import islice

from gbdt_console.core.closed_titles import ClosedTitles, hide_closed_titles
from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.frame.still import Still
from gbdt_console.core.journal_events import JournalReplaced
from gbdt_console.core.meetings.events import NoticeSent
from gbdt_console.core.port import ClientKind
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.requests import Progress
from gbdt_console.core.site_history import SitePast
from gbdt_console.engine.clients.clients import Clients
from gbdt_console.engine.clients.command_dispatcher import CommandDispatcher
from gbdt_console.engine.clients.peer import Peer, own_peer
from gbdt_console.engine.clients.publisher import SnapshotPublisher
from gbdt_console.engine.clients.site_history import SiteHistory
from gbdt_console.engine.command_request import Client
from gbdt_console.engine.features import Feature

ReadEntries = Callable[[int], Iterable[Entry]]
_PAGE = 1_000
"""Limits the entries that one look into the journal brings into memory."""
_MOST_BEHIND = 10_000
"""Limits the entries that wait in memory for one reader: days of a quiet network, minutes of the worst."""


class TooFarBehind(Exception):
    """The reader takes entries slower than they are written."""


class Session:
    """`leave` frees what the client held; afterwards nothing else may be called."""

    def __init__(self, client: Client, shared: "SessionFactory") -> None:
        self.client = client
        self.publisher = shared.publisher
        self._clients = shared.clients
        self._dispatcher = shared.dispatcher
        self._history = shared.history
        self._read_entries = shared.read_entries
        self._features = shared.features

    def submit(self, request_id: str, command: Command) -> AsyncIterator[Progress]:
        """Carry a command out; features judge it by a Snapshot, which is made new for that."""
        self.publisher.refresh()
        return self._dispatcher.submit(request_id, command, self.client)

    async def past(self, site_id: str) -> SitePast:
        return await self._history.past(site_id)

    async def notices(self, number: int) -> tuple[NoticeSent, ...]:
        return await self._history.notices(number)

    async def stills(self, since_s: float) -> tuple[Still, ...]:
        return tuple(still for feature in self._features() for still in feature.stills(since_s))

    async def events(self, after_seq: int | None) -> AsyncIterator[Entry]:
        """Yield entries without a gap and without a repeat, titles of closed meetings hidden.

        Raises TooFarBehind where the reader takes them slower than they are written.

        after_seq: yields first the older entries after that sequence number
        """
        fresh: asyncio.Queue[Entry | None] = asyncio.Queue()
        is_behind = False

        def keep(entry: Entry) -> None:
            nonlocal is_behind
            if fresh.qsize() < _MOST_BEHIND:
                fresh.put_nowait(entry)
            else:
                is_behind = True

        leave = (self.publisher.on_entry(keep), self.publisher.on_close(lambda: fresh.put_nowait(None)))
        seen = -1 if after_seq is None else after_seq
        try:
            if after_seq is not None:
                async for entry in self._older(after_seq):
                    seen = entry.seq
                    yield entry
            while (latest := await fresh.get()) is not None:
                if latest.seq > seen or isinstance(latest.event, JournalReplaced):  # its chain counts anew
                    seen = latest.seq
                    yield hide_closed_titles([latest])[0]
                if is_behind:
                    raise TooFarBehind
        finally:
            for unsubscribe in leave:
                unsubscribe()

    async def _older(self, after_seq: int) -> AsyncIterator[Entry]:
        """Yield the entries that the journal has, page by page, so that its length costs no memory."""
        titles = ClosedTitles()
        async for page in self._pages(after_seq):
            titles.learn(page)
        async for page in self._pages(after_seq):
            titles.learn(page)
            for entry in page:
                yield titles.hide(entry)

    async def _pages(self, after_seq: int) -> AsyncIterator[list[Entry]]:
        while page := await asyncio.to_thread(self._page, after_seq):
            yield page
            after_seq = page[-1].seq

    def _page(self, after_seq: int) -> list[Entry]:
        return list(islice(self._read_entries(after_seq), _PAGE))

    def leave(self) -> None:
        self._clients.leave(self.client)


@dataclass(frozen=True, slots=True)
class SessionFactory:
    """Opens the sessions of all clients, which share its parts.

    history: where they read a site's last hour, and the notices about a meeting
    read_entries: reads the entries after a sequence number, on a thread that may wait
    on_open: asks for a Snapshot soon
    features: returns what may give stills now
    """

    clients: Clients
    dispatcher: CommandDispatcher
    publisher: SnapshotPublisher
    history: SiteHistory
    read_entries: ReadEntries
    on_open: Callable[[], None]
    features: Callable[[], Sequence[Feature]] = tuple

    def open_session(self, kind: ClientKind, terminal: str, peer: Peer) -> Session:
        """Welcome a client. The first console that may act gets control."""
        self.on_open()
        return Session(self.clients.join(kind, peer, terminal), self)

    def open_local(self, kind: ClientKind, terminal: str) -> Session:
        """Welcome a client of this process."""
        return self.open_session(kind, terminal, own_peer())

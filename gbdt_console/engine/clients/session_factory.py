"""Seats the engine's clients: who they are, what they may do, and what they may ask."""

from gbdt_console.core.clock import Clock
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.port import ClientKind
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import Control
from gbdt_console.engine.clients.clients import Clients
from gbdt_console.engine.clients.command_dispatcher import CommandDispatcher
from gbdt_console.engine.clients.publisher import SnapshotPublisher
from gbdt_console.engine.clients.session import Session
from gbdt_console.engine.clients.site_history import SiteHistory
from gbdt_console.engine.records.records import Records
from gbdt_console.engine.records.samples import Samples


class SessionFactory:
    """Used on the engine's loop. `desk` is where the clients' commands arrive."""

    def __init__(
        self, network: Network, ledger: Ledger, records: Records, samples: Samples, clock: Clock
    ) -> None:
        self._records = records
        self._clients = Clients(network.operators, clock, records.record)
        self.desk = CommandDispatcher(network, ledger, self._clients, records.record, clock)
        self._history = SiteHistory(records, samples, clock)

    @property
    def control(self) -> Control:
        return self._clients.control

    def seat(self, kind: ClientKind, terminal: str, uid: int, hub: SnapshotPublisher) -> Session:
        client = self._clients.join(kind, uid, terminal)
        return Session(client, self._clients, self.desk, hub, self._history, self._records.entries_after)

"""Carries out a record command without an engine."""

import asyncio

from gbdt_console.core.authority.machine import MachineBook
from gbdt_console.core.authority.withheld import Machine
from gbdt_console.core.clock import Clock, SystemClock
from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.sites import Network
from gbdt_console.engine.alarms.active_alarms import ActiveAlarms
from gbdt_console.engine.clients.clients import Clients
from gbdt_console.engine.clients.command_dispatcher import CommandDispatcher
from gbdt_console.engine.clients.peer import own_peer
from gbdt_console.engine.features import EngineContext
from gbdt_console.engine.records.records import Records
from gbdt_console.engine.records.samples import Samples
from gbdt_console.engine.wiring.build_features import build_features


def record_alone(
    command: Command,
    network: Network,
    records: Records,
    terminal: str,
    request_id: str,
    clock: Clock | None = None,
    machine: Machine | None = None,
) -> Progress:
    """Carry the command out and return its last step: also DOUBTFUL, where the disk does not answer.

    The caller holds the engine's lock. The ledger of `records` takes what was recorded, for the next command.

    command: a record command; any other is refused, since no device is connected
    records: the journal, opened by the caller
    terminal: the terminal of the person who asks
    clock: tells when it happens; None: now
    machine: this machine with the journal; None where that does not matter
    """
    clock, ledger = clock or SystemClock(), records.ledger()
    written: list[Entry] = []
    records.listen(written.extend, lambda _: None)
    written.clear()  # the ledger holds what opening wrote
    active = ActiveAlarms(ledger, clock, records.record)
    clients = Clients(
        network.operators, clock, records.record_together, ledger[MachineBook].withheld(machine)
    )
    context = EngineContext(
        network=network,
        clock=clock,
        ledger=ledger,
        record=records.record,
        record_together=records.record_together,
        on_urgent=lambda: None,
        alarms=active,
        samples=Samples((), clock, records),
        authority=clients.authority,
        machine=machine,
    )
    dispatcher = CommandDispatcher((clients, *build_features(context, active)), clients, records.of_request)
    client = clients.join(ClientKind.VERB, own_peer(), terminal)

    async def follow() -> Progress:
        last = Progress(request_id, Stage.UNKNOWN)
        async for last in dispatcher.submit(request_id, command, client):
            if last.stage is Stage.DOUBTFUL:
                break
        return last

    last = asyncio.run(follow())
    for entry in written:
        ledger.apply(entry.event)
    return last

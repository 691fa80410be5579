"""Twenty clients that write outage records at once over the control socket of one engine."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import Command
from gbdt_console.core.outages.commands import (
    EstimateRepair,
    LogCall,
    OpenOutage,
    SetOutageState,
    SetRemedy,
    TellChair,
)
from gbdt_console.core.port import ClientKind, ConsolePort
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.journal.verifying import verify
from tests.support.engine.ports import opened, remote, running
from tests.support.journal.reader import read_journal

CLIENTS, VERBS = 20, 50
HOUR_S = 3_600.0
OPENED = 5
"""Records that each client opens; its other verbs are about them."""


async def test_a_thousand_acknowledged_verbs_stand_each_once_in_the_journal(tmp_path: Path) -> None:
    with running(tmp_path) as thread:
        async with AsyncExitStack() as stack, asyncio.timeout(120):
            ports = [
                await stack.enter_async_context(opened(remote, thread, tmp_path, ClientKind.VERB))
                for _ in range(CLIENTS)
            ]
            ends = await asyncio.gather(*(open_records(port, n) for n, port in enumerate(ports)))
            numbers = await numbers_by_words(ports[0])
            ends += await asyncio.gather(*(complete(port, n, numbers) for n, port in enumerate(ports)))
    acknowledged = [progress for of_client in ends for progress in of_client]
    assert Counter(progress.stage for progress in acknowledged) == {Stage.RECORDED: CLIENTS * VERBS}
    assert len({progress.request_id for progress in acknowledged}) == CLIENTS * VERBS
    rows = read_journal(tmp_path / "journal.sqlite", tmp_path / "copy")
    written = Counter(text for _, _, data in rows for text in data.values() if isinstance(text, str))
    wanted = [name(client, verb) for client in range(CLIENTS) for verb in range(VERBS)]
    assert {verb: written[verb] for verb in wanted} == dict.fromkeys(wanted, 1)
    assert len(set(numbers.values())) == CLIENTS * OPENED
    assert verify(tmp_path / "journal.sqlite").is_sound


def name(client: int, verb: int) -> str:
    return f"client {client} verb {verb}"


async def open_records(port: ConsolePort, client: int) -> list[Progress]:
    return [await last(port, OpenOutage(f"s{n % 3 + 1}", name(client, n))) for n in range(OPENED)]


async def numbers_by_words(port: ConsolePort) -> dict[str, int]:
    async for snapshot in port.snapshots():
        return {outage.words: outage.number for outage in snapshot.outages}
    raise AssertionError("no Snapshot")


async def complete(port: ConsolePort, client: int, numbers: dict[str, int]) -> list[Progress]:
    """Give the rest of the client's verbs, each kind in turn."""
    ends = []
    for verb in range(OPENED, VERBS):
        number, words = numbers[name(client, verb % OPENED)], name(client, verb)
        commands: tuple[Command, ...] = (
            EstimateRepair(number, SystemClock().utc() + HOUR_S, reason=words),
            SetOutageState(number, "waiting-carrier", words),
            LogCall(number, "trực VNPT", "0214 000 0800", "reached", is_carrier=True, note=words),
            TellChair(number, "chủ trì", "phone", words),
            SetRemedy(number, words),
        )
        ends.append(await last(port, commands[verb // OPENED % len(commands)]))
    return ends


async def last(port: ConsolePort, command: Command) -> Progress:
    return [progress async for progress in port.submit(command)][-1]

"""Alarms of a small province in fake time: waiting for them, and a journal that survives a restart."""

import asyncio
from collections.abc import Awaitable, Callable

from gbdt_console.core.alarms.alarm import Alarm
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import StartMeeting
from gbdt_console.core.events import Entry
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Stage, new_request_id
from gbdt_console.core.sites import Network
from gbdt_console.engine.records.records import NoRecords
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import Equipped

NODE = Equipped(upstream_of={1: "node", 2: "node", 3: "node", 4: "node"}, has_ups=True)


ROOMS = Equipped(has_ups=True, is_codec_read=True)


async def until_up(bench: Bench) -> None:
    await bench.until(lambda: all(view.state is PointState.UP for view in bench.latest.sites))
    await asyncio.sleep(20)


def alarm(bench: Bench, kind: str, resource: str = "") -> Alarm | None:
    return next(
        (a for a in bench.latest.alarms if a.key.type == kind and resource in ("", a.key.resource)), None
    )


def active(bench: Bench, kind: str) -> list[str]:
    """Name the resources of a type's active alarms."""
    return sorted(a.key.resource for a in bench.latest.alarms if a.key.type == kind and a.is_active)


async def until_alarm(bench: Bench, kind: str, resource: str = "", within_s: float = 60.0) -> Alarm:
    await bench.until(lambda: alarm(bench, kind, resource) is not None, within_s)
    found = alarm(bench, kind, resource)
    assert found is not None
    return found


async def order(bench: Bench, command: object) -> tuple[Stage, str]:
    session = bench.engine.join(ClientKind.CONSOLE, "tty")
    try:
        steps = [step async for step in session.submit(new_request_id(), command)]  # type: ignore[arg-type]
    finally:
        session.leave()
    return steps[-1].stage, steps[-1].code


def meeting(bench: Bench, hours: float = 2.0) -> StartMeeting:
    now = bench.clock.utc()
    return StartMeeting("Giao ban", "s1", now, now + hours * 3_600)


class Remembering(NoRecords):
    """Begins with what an earlier run wrote."""

    def __init__(self, clock: ManualClock, written: list[Entry]) -> None:
        super().__init__(clock)
        self._written = written

    def ledger(self) -> Ledger:
        ledger = Ledger()
        for entry in self._written:
            ledger.apply(entry.event)
        return ledger


def written_by(net: Network, scenario: Callable[[Bench], Awaitable[None]]) -> list[Entry]:
    return restarted(net, scenario, [])


def restarted(
    net: Network, scenario: Callable[[Bench], Awaitable[None]], entries: list[Entry]
) -> list[Entry]:
    """Run an engine over what earlier ones wrote; return that with what it wrote itself."""

    def records(clock: ManualClock) -> Remembering:
        return Remembering(clock, entries)

    async def play(bench: Bench) -> list[Entry]:
        await scenario(bench)
        return [*entries, *bench.entries]

    return run_engine(net, play, records)

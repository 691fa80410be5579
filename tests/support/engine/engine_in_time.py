"""The whole engine in fake time over a FakeWorld."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from gbdt_console.core.authority.withheld import Machine
from gbdt_console.core.clock import ManualClock, SystemClock
from gbdt_console.core.clock_sync import ClockSync
from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress, Stage, new_request_id
from gbdt_console.core.site_view import SiteView
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.devices.control import Codec, ListsParticipants, ListsRegistered, Mixer, SwitchesOutlets
from gbdt_console.devices.driver import ConferenceDevices
from gbdt_console.devices.messages.sender import MessageSender
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.features import FeatureBuilder
from gbdt_console.engine.monitoring.device_poller import DevicePoller
from gbdt_console.engine.records.records import NoRecords, Records
from tests.support.engine import time_loop
from tests.support.engine.fake_world import (
    FakeDriver,
    FakeEcho,
    FakeLink,
    FakeSignalling,
    FakeTraps,
    FakeWorld,
)
from tests.support.engine.rewritten_sites import RewrittenSites

T = TypeVar("T")
_LOOK_S = 0.04
"""Fake seconds between two looks at a condition."""


@dataclass
class Bench:
    """A running engine, its world, its clock, and what it has recorded."""

    engine: Engine
    world: FakeWorld
    clock: ManualClock
    drivers: dict[str, FakeDriver]
    traps: FakeTraps
    signalling: FakeSignalling
    stop: asyncio.Event
    entries: list[Entry] = field(default_factory=list)

    @property
    def latest(self) -> Snapshot:
        return self.engine.publisher.latest

    def site(self, number: int) -> SiteView:
        return next(view for view in self.latest.sites if view.number == number)

    def events(self, kind: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind == kind]

    async def ask(self, command: Command) -> str:
        """Give a command; returns the code of its refusal, empty where it was recorded."""
        last = await self.end(command)
        assert last.stage is Stage.RECORDED or last.code
        return last.code

    async def end(self, command: Command) -> Progress:
        """Give a command; returns its last step."""
        session = self.engine.join(ClientKind.VERB, "tty")
        try:
            return [step async for step in session.submit(new_request_id(), command)][-1]
        finally:
            session.leave()

    async def until(self, condition: Callable[[], bool], within_s: float = 60.0) -> float:
        """Let fake time pass until the condition holds; returns how long it took."""
        began_s = self.clock.monotonic()
        while not condition():
            assert self.clock.monotonic() - began_s < within_s, "the condition never held"
            await asyncio.sleep(_LOOK_S)
        return self.clock.monotonic() - began_s


class LaterClock(SystemClock):
    """Real durations, since a disk that takes longer than a few seconds counts as hanging."""

    def __init__(self, later_s: float) -> None:
        self._later_s = later_s

    def utc(self) -> float:
        return super().utc() + self._later_s


def run_engine(
    network: Network,
    scenario: Callable[[Bench], Awaitable[T]],
    records_of: Callable[[ManualClock], Records] = NoRecords,
    mcu: ListsParticipants | None = None,
    codecs_of: Callable[[ManualClock], Mapping[str, Codec]] = lambda clock: {},
    more_features: Sequence[FeatureBuilder] = (),
    outlets_of: Callable[[FakeWorld], Mapping[str, SwitchesOutlets]] = lambda world: {},
    notice_templates: Path | None = None,
    mixer: Mixer | None = None,
    conferences: Mapping[str, ConferenceDevices] = MappingProxyType({}),
    sender: MessageSender | None = None,
    clock_sync: Callable[[], ClockSync] = lambda: ClockSync.UNKNOWN,
    sites: RewrittenSites | None = None,
    machine: Machine | None = None,
    registrar: ListsRegistered | None = None,
) -> T:
    """Run the engine over a world where everything answers, play the scenario, and stop it in order."""
    clock = ManualClock()
    codecs = codecs_of(clock)
    return time_loop.run(
        clock,
        _play(
            clock,
            network,
            scenario,
            records_of,
            mcu,
            codecs,
            more_features,
            outlets_of,
            notice_templates,
            mixer,
            conferences,
            sender,
            clock_sync,
            sites,
            machine,
            registrar,
        ),
    )


async def _play(
    clock: ManualClock,
    network: Network,
    scenario: Callable[[Bench], Awaitable[T]],
    records_of: Callable[[ManualClock], Records],
    mcu: ListsParticipants | None,
    codecs: Mapping[str, Codec],
    more_features: Sequence[FeatureBuilder],
    outlets_of: Callable[[FakeWorld], Mapping[str, SwitchesOutlets]],
    notice_templates: Path | None,
    mixer: Mixer | None,
    conferences: Mapping[str, ConferenceDevices],
    sender: MessageSender | None,
    clock_sync: Callable[[], ClockSync],
    sites: RewrittenSites | None,
    machine: Machine | None,
    registrar: ListsRegistered | None,
) -> T:
    world = FakeWorld(clock)
    if sites is not None:
        sites.world = world
    drivers: dict[str, FakeDriver] = {}
    pollers = []
    for index, site in enumerate(network.sites):
        for device in site.devices:
            if device.snmp is None:
                continue
            drivers[device.id] = driver = FakeDriver(world, device.address)
            pollers.append(DevicePoller(device, index, driver, FakeLink(device.address), clock))
    traps, signalling = FakeTraps(), FakeSignalling(world)
    equipment = Equipment(
        network,
        clock,
        FakeEcho(world),
        pollers,
        records_of(clock),
        traps=traps,
        signalling=signalling,
        mcu=mcu,
        mixer=mixer,
        codecs=codecs,
        outlets=outlets_of(world),
        notice_templates=notice_templates,
        more_features=more_features,
        conferences=conferences,
        sender=sender,
        clock_sync=clock_sync,
        sites=sites,
        machine=machine,
        registrar=registrar,
    )
    engine = Engine(equipment)
    bench = Bench(engine, world, clock, drivers, traps, signalling, asyncio.Event())
    engine.publisher.on_entry(bench.entries.append)
    running = asyncio.ensure_future(engine.run(bench.stop))
    try:
        return await _while_running(running, scenario(bench))
    finally:
        bench.stop.set()
        await running


async def _while_running(running: "asyncio.Future[None]", scenario: Awaitable[T]) -> T:
    playing = asyncio.ensure_future(_as_coroutine(scenario))
    await asyncio.wait((running, playing), return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        playing.cancel()
        running.result()
    return await playing


def _as_coroutine(scenario: Awaitable[T]) -> Coroutine[object, object, T]:
    async def wait() -> T:
        return await scenario

    return wait()

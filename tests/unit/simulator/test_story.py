"""The whole demo story in fake time: the real engine and drivers over the simulated world, as it moves.

Only the wire is left out: pings ask the world, SNMP asks the persona's objects. Other tests are the wire's.
"""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import pairwise

from gbdt_console.cli.demo_network import demo_network
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.monitoring.blindness import Blindness
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.readings import DeviceFault
from gbdt_console.core.sites import DeviceKind, Network
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.devices.registry import driver_specs
from gbdt_console.devices.snmp.client import SnmpSilent, SnmpValue
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.monitoring.device_poller import DevicePoller
from gbdt_console.engine.records.records import NoRecords
from gbdt_console.simulator.mibs.mib_of_device import mib_of
from gbdt_console.simulator.snmp.ber import END_OF_MIB_VIEW, Oid, Tag, Value
from gbdt_console.simulator.world import scenario as scenarios
from gbdt_console.simulator.world.faults import FaultCode
from gbdt_console.simulator.world.plan import on_loopback, plan_for
from gbdt_console.simulator.world.scenario_player import ScenarioPlayer
from gbdt_console.simulator.world.world import World
from tests.support.engine import time_loop
from tests.support.monitoring.echo_in_time import EchoInTime

SEED = 188_053


class Morning:
    """The world with its director, in the clock's time."""

    def __init__(self, network: Network, clock: ManualClock) -> None:
        self.plan = plan_for(network, SEED)
        self.clock = clock
        self.scenario = scenarios.load("morning")
        self._world = World(self.plan, clock.monotonic())
        self._player = ScenarioPlayer(self.scenario, self.plan, self._world)

    def now(self) -> World:
        self._player.play(self.clock.monotonic())
        return self._world

    def targets(self) -> dict[FaultCode, str]:
        return {fault.code: fault.target for _, fault in self.scenario.round(self.plan, 0)}


class WorldEcho(EchoInTime):
    """An EchoTransport that asks the world."""

    def __init__(self, morning: Morning) -> None:
        super().__init__(morning.clock, self._asked)
        self._morning = morning

    def _asked(self, address: str) -> float | None:
        rtt_ms = self._morning.now().echo_ms(address)
        return None if rtt_ms is None else rtt_ms / 1_000


class WorldLink:
    """An SnmpReader that asks one machine's objects."""

    def __init__(self, morning: Morning, device_id: str) -> None:
        self._morning = morning
        self._id = device_id

    async def get(self, oids: Sequence[str]) -> Mapping[str, SnmpValue]:
        await self._cross()
        room, machine = self._morning.now().places[self._id]
        mib = mib_of(machine.plan)
        found = {oid: mib.get(tuple(map(int, oid.split("."))), room, machine) for oid in oids}
        return {oid: shown for oid, value in found.items() if (shown := plain(value)) is not None}

    async def walk(self, root: str, limit: int = 1_000) -> Mapping[str, SnmpValue]:
        await self._cross()
        room, machine = self._morning.now().places[self._id]
        mib, start = mib_of(machine.plan), tuple(map(int, root.split(".")))
        below: list[Oid] = []
        at = mib.after(start, room, machine)
        while at is not None and at[: len(start)] == start and len(below) < limit:
            below.append(at)
            at = mib.after(at, room, machine)
        return await self.get([".".join(map(str, oid)) for oid in below])

    def counters(self) -> Mapping[str, int]:
        return {}

    async def close(self) -> None:
        return

    async def _cross(self) -> None:
        world = self._morning.now()
        trip_ms = world.round_trip_ms(self._id)
        if trip_ms is None or world.places[self._id][1].is_hung:
            await asyncio.sleep(2.0)
            raise SnmpSilent
        await asyncio.sleep(trip_ms / 1_000)


def plain(value: Value) -> SnmpValue | None:
    if value.tag is Tag.OID:
        return ".".join(map(str, value.content))
    return None if value is END_OF_MIB_VIEW else value.content


async def play(network: Network, morning: Morning, watch: list[Snapshot]) -> None:
    clock = morning.clock
    coordinators = [
        DevicePoller(
            device, at, driver_specs()[device.driver].build(device), WorldLink(morning, device.id), clock
        )
        for at, site in enumerate(network.sites)
        for device in site.devices
        if device.snmp and driver_specs()[device.driver].build
    ]
    engine = Engine(Equipment(network, clock, WorldEcho(morning), coordinators, NoRecords(clock)))
    engine.publisher.on_snapshot(watch.append)
    stop = asyncio.Event()
    running = asyncio.ensure_future(engine.run(stop))
    await asyncio.sleep(morning.scenario.repeat_s - 1)
    stop.set()
    await running


def test_the_morning_shows_every_trouble_it_holds_and_ends_well() -> None:
    clock = ManualClock()
    network = on_loopback(demo_network(None))
    morning, seen = Morning(network, clock), []
    time_loop.run(clock, play(network, morning, seen))
    at = morning.targets()

    def ever(holds) -> bool:
        return any(holds({site.id: site for site in shot.sites}) for shot in seen)

    def down(sites, id_: str) -> bool:
        return sites[id_].state is PointState.DOWN

    def device(sites, id_: str):
        return next(d for d in sites[id_.partition(".")[0]].devices if d.id == id_)

    def reading(sites, site: str, kind: DeviceKind, metric: str):
        found = sites[site].device(kind).reading(metric)
        return found.value if found else None

    codec, cut, dark = at[FaultCode.CODEC_OFF], at[FaultCode.CUT_LINE], at[FaultCode.MAINS_LOST]
    warm, noisy, router, ups = (
        at[code] for code in (FaultCode.HOT_ROOM, FaultCode.LINE_LOSS, FaultCode.REBOOT, FaultCode.HANG_AGENT)
    )
    members = {s.id for s in network.sites if s.line.upstream_id == at[FaultCode.LOSE_NODE]}

    assert ever(lambda s: s[codec].device(DeviceKind.CODEC).ping is PointState.DOWN and not down(s, codec))
    assert ever(lambda s: {id_ for id_ in s if down(s, id_)} == {cut})
    assert ever(lambda s: reading(s, dark, DeviceKind.UPS, "ups.source") == "battery")
    assert ever(lambda s: (reading(s, warm, DeviceKind.PROBE, "room.temperature") or 0) > 35)
    assert ever(lambda s: {id_ for id_ in s if down(s, id_)} == members)
    assert ever(lambda s: s[noisy].state is PointState.DEGRADED)
    assert ever(lambda s: device(s, ups).fault is DeviceFault.SILENT and not down(s, ups.partition(".")[0]))
    uptimes = [
        found.value
        for shot in seen
        if (found := device({site.id: site for site in shot.sites}, router).reading("device.uptime"))
    ]
    assert any(later < earlier for earlier, later in pairwise(uptimes)), "it rebooted"
    blind = [shot for shot in seen if shot.blind is Blindness.ANCHORS]
    assert blind
    assert all(site.state is not PointState.DOWN for shot in blind for site in shot.sites), "nobody is blamed"
    unwell = {site.id: site.state for site in seen[-1].sites if site.state is not PointState.UP}
    assert unwell in ({}, {noisy: PointState.DEGRADED}), "loss is remembered for five minutes"

"""Two witnesses of one fault: a client attached to the engine, and net-snmp's snmpget, which knows no engine.

The world stands still while they are compared, so that both speak of the same moment.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from gbdt_console.cli.demo_network import demo_network
from gbdt_console.compose import Plant, build_engine
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.readings import DeviceFault
from gbdt_console.core.port import ClientKind
from gbdt_console.core.site_view import SiteView
from gbdt_console.core.sites import DeviceKind, Intervals
from gbdt_console.engine.clients.socket_port import SocketPort
from gbdt_console.engine.records.journal_records import JournalRecords
from gbdt_console.simulator.icmp.echo_transport import SimulatedEcho
from gbdt_console.simulator.process import RunningSimulator, start
from gbdt_console.simulator.world.faults import FaultCode, WorldFault
from gbdt_console.simulator.world.plan import ProvincePlan, on_loopback, plan_for
from tests.support.simulator import lockstep
from tests.support.simulator.snmp_clients import Said, netsnmp

SITE = "sa-pa"
SITES = {SITE, "lao-cai", "bat-xat"}
"""Those of the demonstration that run: each costs as much as the one that is looked at."""
UPS = "1.3.6.1.2.1.33.1"
SOURCE, SECONDS, CHARGE = f"{UPS}.4.1.0", f"{UPS}.2.2.0", f"{UPS}.2.4.0"
TEMPERATURE = "1.3.6.1.4.1.318.1.1.25.1.2.1.6.1.1"
UPTIME = "1.3.6.1.2.1.1.3.0"
WITHIN_S = 120
INTERVALS = Intervals(device_idle_s=1, snmp_idle_s=1)


@dataclass(frozen=True)
class Witnesses:
    loop: lockstep.LockstepLoop
    simulator: RunningSimulator
    plan: ProvincePlan
    observer: SocketPort

    async def seen(self, condition: Callable[[SiteView], object]) -> SiteView:
        """Let time pass until the observer is shown such a view of the site."""
        with lockstep.Coupling(self.loop, self.simulator.control):
            async with asyncio.timeout(WITHIN_S):
                async for snapshot in self.observer.snapshots():
                    view = next(view for view in snapshot.sites if view.id == SITE)
                    if condition(view):
                        return view
        raise AssertionError("the engine ended")

    async def asked(self, kind: DeviceKind, *oids: str) -> Said:
        """What snmpget is told by the device itself."""
        device = next(d for d in self.plan.devices if d.site_id == SITE and d.kind is kind)
        credential = self.plan.credentials[device.credential]
        return await netsnmp("snmpget", device, credential, *oids, patience_s=0.5)


def figure(view: SiteView, kind: DeviceKind, metric: str) -> object:
    device = view.device(kind)
    reading = device.reading(metric) if device else None
    return reading.value if reading else None


def number(view: SiteView, kind: DeviceKind, metric: str) -> float:
    """0 where nothing is known."""
    return float(str(figure(view, kind, metric) or 0))


def beside_an_observer(tell: Callable[[Witnesses], Awaitable[None]]) -> None:
    clock = ManualClock()
    whole = demo_network(None)
    sites = tuple(site for site in whole.sites if site.id in SITES)
    network = on_loopback(replace(whole, sites=sites, profiles=(), intervals=INTERVALS))
    plan = plan_for(network, 1)

    async def main(loop: lockstep.LockstepLoop, state: Path) -> None:
        async with await start(plan, speed=0) as simulator:
            records = JournalRecords(state, clock)
            path = state / "engine.sock"
            engine = build_engine(Plant(network, SimulatedEcho(simulator.echo)), records, path, clock)
            stop, is_ready = asyncio.Event(), asyncio.Event()
            running = asyncio.ensure_future(engine.run(stop, is_ready.set))
            await is_ready.wait()
            observer = await SocketPort.connect(path, ClientKind.OBSERVER, "test")
            try:
                await tell(Witnesses(loop, simulator, plan, observer))
            finally:
                await observer.close()
                stop.set()
                with lockstep.Coupling(loop, simulator.control):
                    await running
                records.close()

    with tempfile.TemporaryDirectory() as folder:
        lockstep.run(clock, lambda loop: main(loop, Path(folder)))


def test_both_say_that_a_ups_is_on_battery_and_how_much_it_holds() -> None:
    async def tell(witnesses: Witnesses) -> None:
        before = await witnesses.seen(lambda v: figure(v, DeviceKind.UPS, "ups.source") == "normal")
        assert (await witnesses.asked(DeviceKind.UPS, SOURCE)).values == {SOURCE: "3"}
        assert figure(before, DeviceKind.UPS, "ups.battery.charge") == 100
        await witnesses.simulator.inject(WorldFault(FaultCode.MAINS_LOST, SITE, 20))
        view = await witnesses.seen(lambda v: number(v, DeviceKind.UPS, "ups.battery.seconds") > 60)
        assert figure(view, DeviceKind.UPS, "ups.source") == "battery"
        said = (await witnesses.asked(DeviceKind.UPS, SOURCE, SECONDS, CHARGE)).values
        assert said[SOURCE] == "5"
        for oid, metric in ((SECONDS, "ups.battery.seconds"), (CHARGE, "ups.battery.charge")):
            assert abs(int(said[oid]) - number(view, DeviceKind.UPS, metric)) <= INTERVALS.snmp_idle_s + 1

    beside_an_observer(tell)


def test_both_say_that_a_room_is_hot() -> None:
    async def tell(witnesses: Witnesses) -> None:
        await witnesses.simulator.inject(WorldFault(FaultCode.HOT_ROOM, SITE, 45))
        view = await witnesses.seen(lambda v: number(v, DeviceKind.PROBE, "room.temperature") > 40)
        said = (await witnesses.asked(DeviceKind.PROBE, TEMPERATURE)).values
        assert abs(int(said[TEMPERATURE]) - number(view, DeviceKind.PROBE, "room.temperature")) <= 1

    beside_an_observer(tell)


def test_both_get_no_word_of_a_site_that_is_cut_and_of_one_that_is_back_they_do() -> None:
    async def tell(witnesses: Witnesses) -> None:
        kinds = (DeviceKind.ROUTER, DeviceKind.UPS, DeviceKind.CODEC)
        await witnesses.seen(lambda v: v.state is PointState.UP)
        await witnesses.simulator.inject(WorldFault(FaultCode.CUT_LINE, SITE))
        view = await witnesses.seen(
            lambda v: v.state is PointState.DOWN and all(v.device(k).fault for k in kinds)
        )
        for kind in kinds:
            assert view.device(kind).fault is DeviceFault.SILENT
            assert "Timeout" in (await witnesses.asked(kind, UPTIME)).complaint
        await witnesses.simulator.inject(WorldFault(FaultCode.RESTORE_LINE, SITE))
        await witnesses.seen(lambda v: v.state is PointState.UP and not any(v.device(k).fault for k in kinds))
        for kind in kinds:
            assert UPTIME in (await witnesses.asked(kind, UPTIME)).values

    beside_an_observer(tell)

"""What the engine makes of a trap: evidence, and a look at the device; never a state."""

import asyncio
import itertools

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.events import TrapSeen
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.readings import DeviceFault
from gbdt_console.core.monitoring.traps import TrapCode, TrapNotice
from gbdt_console.core.sites import Intervals
from gbdt_console.devices.snmp.client import SnmpSilent
from gbdt_console.engine.monitoring.state_recorder import StateRecorder
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network

SLOW = Intervals(snmp_idle_s=600)
ROUTER, ADDRESS = "s2.router", "10.0.2.1"


def looks(bench: Bench, address: str = ADDRESS) -> list[float]:
    """When the device was looked at."""
    return [began_s for began_s, _ in bench.world.reads.get(address, [])]


async def read_once(bench: Bench) -> None:
    await bench.until(lambda: all(v.devices[0].readings for v in bench.latest.sites))
    await asyncio.sleep(30)


def test_a_trap_brings_a_look_at_its_device_now_and_at_no_other() -> None:
    async def scenario(bench: Bench) -> None:
        await read_once(bench)
        others = looks(bench, "10.0.1.1") + looks(bench, "10.0.3.1")
        said_s = bench.clock.monotonic()
        bench.traps.say(ROUTER, TrapCode.LINK_DOWN, "Gi0/1")
        await asyncio.sleep(5)
        (look_s,) = [at_s for at_s in looks(bench) if at_s >= said_s]
        assert look_s - said_s < 0.2
        assert looks(bench, "10.0.1.1") + looks(bench, "10.0.3.1") == others

    run_engine(network(3, intervals=SLOW), scenario)


def test_a_trap_is_written_and_changes_no_state() -> None:
    async def scenario(bench: Bench) -> None:
        await read_once(bench)
        before = [(v.state, [d.fault for d in v.devices]) for v in bench.latest.sites]
        written = len(bench.entries)
        bench.traps.say(ROUTER, TrapCode.LINK_DOWN, "Gi0/1")
        await asyncio.sleep(20)
        (entry,) = bench.entries[written:]
        assert (entry.kind, entry.actor) == ("trap.seen", "")
        assert entry.data == {"device": ROUTER, "code": "link-down", "detail": "Gi0/1", "repeats": 0}
        assert [(v.state, [d.fault for d in v.devices]) for v in bench.latest.sites] == before
        assert before[1][0] is PointState.UP

    run_engine(network(3, intervals=SLOW), scenario)


def test_the_same_trap_within_a_minute_is_counted_and_not_written_again() -> None:
    async def scenario(bench: Bench) -> None:
        await read_once(bench)
        for _ in range(5):
            bench.traps.say(ROUTER, TrapCode.LINK_DOWN, "Gi0/1")
            await asyncio.sleep(10)
        bench.traps.say(ROUTER, TrapCode.LINK_UP, "Gi0/1")
        bench.traps.say("s3.router", TrapCode.LINK_DOWN, "Gi0/1")
        await asyncio.sleep(10.5)
        bench.traps.say(ROUTER, TrapCode.LINK_DOWN, "Gi0/1")
        await asyncio.sleep(0.1)
        seen = [(e.data["device"], e.data["code"], e.data["repeats"]) for e in bench.events("trap.seen")]
        assert seen == [
            (ROUTER, "link-down", 0),
            (ROUTER, "link-up", 0),
            ("s3.router", "link-down", 0),
            (ROUTER, "link-down", 4),
        ]

    run_engine(network(3, intervals=SLOW), scenario)


def test_traps_in_the_name_of_all_devices_fill_no_journal() -> None:
    clock, written = ManualClock(), list[TrapSeen]()
    recorder = StateRecorder(Ledger(), clock, written.append)  # type: ignore[arg-type]
    devices = [f"s{number}.router" for number in range(60)]
    for _ in range(61):
        for device, code in itertools.product(devices, TrapCode):
            recorder.trap_received(TrapNotice(device, code, ""))
        clock.advance(1.0)
    assert 600 <= len(written) <= 600 + 61
    clock.advance(60.0)
    last = (devices[-1], TrapCode.OTHER)
    assert last not in {(trap.device, trap.code) for trap in written}
    recorder.trap_received(TrapNotice(*last, ""))
    assert (written[-1].device, written[-1].code, written[-1].repeats) == (*last, 61)


def test_many_traps_press_the_device_once_a_second_at_most() -> None:
    async def scenario(bench: Bench) -> None:
        await read_once(bench)
        began_s = bench.clock.monotonic()
        for _ in range(100):
            bench.traps.say(ROUTER, TrapCode.OTHER, "1.3.6.1.4.1.9.9.1")
            await asyncio.sleep(0.1)
        hurried = [at_s for at_s in looks(bench) if at_s >= began_s]
        assert 9 <= len(hurried) <= 11
        assert min(b - a for a, b in itertools.pairwise(hurried)) >= 0.99

    run_engine(network(2, intervals=SLOW), scenario)


def test_a_trap_during_a_look_brings_another_one() -> None:
    async def scenario(bench: Bench) -> None:
        await read_once(bench)
        bench.traps.say(ROUTER, TrapCode.WARM_START)
        seen = len(looks(bench))
        bench.world.silent.add(ADDRESS)  # the look now takes its whole time-out
        await asyncio.sleep(0.5)
        assert len(looks(bench)) == seen
        bench.world.silent.discard(ADDRESS)
        bench.traps.say(ROUTER, TrapCode.LINK_UP)
        await asyncio.sleep(5)
        assert len(looks(bench)) == seen + 2

    run_engine(network(2, intervals=SLOW), scenario)


def test_a_silent_agent_that_sends_a_trap_is_looked_at_without_its_back_off() -> None:
    async def scenario(bench: Bench) -> None:
        await read_once(bench)
        bench.drivers[ROUTER].error = SnmpSilent()
        await bench.until(lambda: bench.site(2).devices[0].fault is DeviceFault.SILENT, 120)
        await asyncio.sleep(300)
        bench.traps.say(ROUTER, TrapCode.COLD_START)
        await asyncio.sleep(5)  # the look at once comes too early: the agent is still starting
        bench.drivers[ROUTER].error = None
        assert await bench.until(lambda: bench.site(2).devices[0].fault is None) < 40

    run_engine(network(2), scenario)


def test_a_device_that_is_only_pinged_may_send_traps_too() -> None:
    async def scenario(bench: Bench) -> None:
        await read_once(bench)
        bench.traps.say("s1.codec", TrapCode.CALL_FAILED)
        await asyncio.sleep(1)
        assert [e.data["device"] for e in bench.events("trap.seen")] == ["s1.codec"]

    run_engine(network(1, intervals=SLOW), scenario)

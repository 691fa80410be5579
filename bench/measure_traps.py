"""Measure an engine's loop and ping slots during a flood of traps.

The engine runs as in use, over real pings to loopback; another process sends the traps.
"""

import asyncio
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bench.figure import Figure, LeftOut, Work
from bench.tied import tie_to_parent
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.echo import EchoUnavailable
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import Network, SnmpCredential, SnmpVersion
from gbdt_console.devices.transports.icmp.icmp_socket import open_echo_socket
from gbdt_console.devices.transports.icmp.transport import IcmpTransport
from gbdt_console.devices.transports.traps.listener import TrapSocket
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.records.records import NoRecords
from tests.support.engine.networks import network

SECONDS, SHORT_SECONDS = 6, 1
PER_S = 1_000
SITES = 11
LAG_TICK_S = 0.005
_AFTER_S = 2
"""Seconds after a flood in which the engine still counts it."""
COMMUNITY = SnmpCredential("c", SnmpVersion.V2C, community=Secret("measurement"))


@dataclass(frozen=True, slots=True)
class _Flood:
    """The senders of a flood.

    They are configured devices in turn, one of them, or an unknown address.
    """

    name: str
    first: int
    senders: int


_FLOODS = (
    _Flood("no flood", 1, 0),
    _Flood("one device", 1, 1),
    _Flood("11 devices in turn", 1, SITES),
    _Flood("one stranger", 200, 1),
)


def measure(is_short: bool) -> Iterator[Figure]:
    try:
        open_echo_socket().socket.close()
    except EchoUnavailable as missing:
        raise LeftOut(missing.code) from missing
    for flood in _FLOODS[:2] if is_short else _FLOODS:
        yield from asyncio.run(_under(flood, SHORT_SECONDS if is_short else SECONDS))


async def _under(flood: _Flood, seconds: int) -> list[Figure]:
    clock = SystemClock()
    there = _on_loopback()
    devices = [device for site in there.sites for device in site.devices]
    traps = TrapSocket(devices, 0, clock)
    engine = Engine(Equipment(there, clock, IcmpTransport(clock), (), NoRecords(clock), traps=traps))
    stop = asyncio.Event()
    running = asyncio.ensure_future(engine.run(stop))
    while not all(view.state is PointState.UP for view in engine.publisher.latest.sites):
        await asyncio.sleep(0.02)
    before = dict(engine.publisher.latest.counters)
    sending = await _start_sender(traps.port, flood, seconds)
    cpu_s = time.process_time()
    lags_ms = await _lags_ms(seconds)
    cpu_s = time.process_time() - cpu_s
    await sending.wait()
    await asyncio.sleep(_AFTER_S)
    after = dict(engine.publisher.latest.counters)
    stop.set()
    await running
    grown = {code: count - before.get(code, 0) for code, count in after.items()}
    return _figures(flood, seconds, lags_ms, cpu_s, grown)


def _figures(
    flood: _Flood, seconds: int, lags_ms: list[float], cpu_s: float, grown: dict[str, int]
) -> list[Figure]:
    title = f"traps, {PER_S} a second for {seconds} s, {flood.name}"
    lags_ms.sort()
    # Lines and anchors, all there is, are due every second. The count runs over the flood and what follows;
    # both its ends may fall before a target's turn in that second.
    slots = (SITES + 2) * (seconds + _AFTER_S - 1)
    pings = Work(grown["sent"], slots, "pings sent")
    expected = PER_S * seconds if flood.senders else 0
    by_sender = sum(count for code, count in grown.items() if code.startswith("trap.dropped."))
    counted = grown["trap.taken"] + by_sender + grown["trap.overflowed"]
    traps = Work(counted, expected, "traps taken or counted")
    return [
        Figure(f"{title}: loop lag p99", "ms", lags_ms[int(len(lags_ms) * 0.99)], pings, budget=50),
        Figure(f"{title}: loop lag worst", "ms", lags_ms[-1], pings),
        Figure(f"{title}: CPU of the engine", "% of a core", 100 * cpu_s / seconds, pings),
        Figure(f"{title}: ping slots missed", "pings", max(0, slots - grown["sent"]), pings, budget=0),
        Figure(f"{title}: pings lost", "pings", grown["lost"], pings, budget=0),
        Figure(f"{title}: traps taken", "traps", grown["trap.taken"], traps),
        Figure(f"{title}: dropped by the kernel", "traps", grown["trap.overflowed"], traps),
        Figure(f"{title}: neither taken nor counted", "traps", expected - counted, traps, budget=0),
    ]


async def _lags_ms(seconds: int) -> list[float]:
    """Return the lateness of each tick of the loop, milliseconds."""
    loop = asyncio.get_running_loop()
    lags = []
    end_s = loop.time() + seconds
    while (began_s := loop.time()) < end_s:
        await asyncio.sleep(LAG_TICK_S)
        lags.append(1_000 * max(0.0, loop.time() - began_s - LAG_TICK_S))
    return lags


def _on_loopback() -> Network:
    """Return eleven sites with routers at 127.9.0.1 and up."""
    whole = network(SITES)
    sites = []
    for site in whole.sites:
        router = replace(site.devices[0], address=f"127.9.0.{site.number}", snmp=COMMUNITY)
        sites.append(replace(site, devices=(router,)))
    anchors = tuple(replace(a, address=f"127.9.2.{n}") for n, a in enumerate(whole.centre.anchors, 1))
    return replace(whole, sites=tuple(sites), centre=replace(whole.centre, anchors=anchors))


async def _start_sender(port: int, flood: _Flood, seconds: int) -> asyncio.subprocess.Process:
    """Return the sender's process once it begins to send."""
    arguments = [str(port), str(flood.first), str(flood.senders), str(PER_S), str(seconds)]
    sender = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.trap_sender", *arguments,
        stdout=asyncio.subprocess.PIPE, preexec_fn=tie_to_parent,
    )  # fmt: skip
    assert sender.stdout
    await sender.stdout.readline()
    return sender

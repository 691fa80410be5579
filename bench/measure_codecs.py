"""Measure 220 simulated codecs: start, and CPU while all are polled.

The interval between polls is that of a meeting. Each poll asks for microphone and calls, by the engine's own
driver.
"""

import asyncio
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.figure import Figure, Work
from bench.process_cost import cpu_s
from gbdt_console.cli.demo_network import demo_network
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.sites import Network
from gbdt_console.devices import open_devices as opening
from gbdt_console.devices.drivers.polycom_text import PolycomText
from gbdt_console.simulator.process import start
from gbdt_console.simulator.world.plan import on_loopback, plan_for

GAP_S = 0.05
_ALL_WITHIN_S = 60.0
"""Seconds for the first look at each codec."""


@dataclass(frozen=True, slots=True)
class _Size:
    """How many codecs are polled, how often and for how many seconds."""

    sites: int
    look_every_s: float
    measured_s: float


@dataclass(frozen=True, slots=True)
class _Measured:
    """What one wire took.

    started_s: seconds until all listen
    simulator: CPU of the simulator, percent of a core
    drivers: CPU of the drivers, percent of a core
    looks: the looks that ended
    """

    started_s: float
    simulator: float
    drivers: float
    looks: Work


_FULL, _SHORT = _Size(220, 5.0, 10.0), _Size(4, 1.5, 1.5)


def measure(is_short: bool) -> Iterator[Figure]:
    size = _SHORT if is_short else _FULL
    for wire in ("ssh", "telnet"):
        found = asyncio.run(_measure(_all_by(wire, size.sites), size))
        about = f"{size.sites} codecs over {wire}"
        started = Work(1, 1, "starts")
        yield Figure(f"simulator, {about}, start", "s", found.started_s, started, budget=10)
        name = f"simulator, {about}, a look each {size.look_every_s:g} s"
        yield Figure(name, "% of a core", found.simulator, found.looks, budget=25)
        yield Figure(f"their drivers, {about}, the same", "% of a core", found.drivers, found.looks)


def _all_by(wire: str, sites: int) -> Network:
    network = demo_network(sites)
    changed = (
        replace(
            site,
            devices=tuple(
                replace(d, control=replace(d.control, wire=wire)) if d.control else d for d in site.devices
            ),
        )
        for site in network.sites
    )
    return on_loopback(replace(network, sites=tuple(changed)))


async def _measure(network: Network, size: _Size) -> _Measured:
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        async with await start(plan_for(network, seed=1)) as simulator:
            started_s = time.monotonic() - began_s
            codecs = opening.codecs(network, SystemClock(), Path(folder) / "known_hosts")
            found = [codec for codec in codecs.values() if isinstance(codec, PolycomText)]
            looks = [0] * len(found)
            polling = [
                asyncio.create_task(_poll(codec, place, size.look_every_s, looks))
                for place, codec in enumerate(found)
            ]
            try:
                await _all_looked_at(looks, polling)
                before = cpu_s(simulator.pid), time.process_time(), sum(looks)
                await asyncio.sleep(size.measured_s)
                spent = cpu_s(simulator.pid) - before[0], time.process_time() - before[1]
                planned = round(len(found) * size.measured_s / size.look_every_s)
                work = Work(sum(looks) - before[2], planned, "looks")
            finally:
                for task in polling:
                    task.cancel()
                await asyncio.gather(*polling, return_exceptions=True)
            simulated, drivers = (100 * seconds / size.measured_s for seconds in spent)
            return _Measured(started_s, simulated, drivers, work)


async def _all_looked_at(looks: Sequence[int], polling: Sequence[asyncio.Task[None]]) -> None:
    """Wait until each codec was looked at; logins are dear. Raises the error of a codec that failed."""
    async with asyncio.timeout(_ALL_WITHIN_S):
        while not all(looks):
            for task in polling:
                if task.done():
                    task.result()
            await asyncio.sleep(0.1)


async def _poll(codec: PolycomText, place: int, every_s: float, looks: list[int]) -> None:
    """Look at a codec at even times, and count the looks at its place."""
    loop = asyncio.get_running_loop()
    await asyncio.sleep(place * GAP_S)
    await codec.open()
    due_s = loop.time()
    try:
        while True:
            await codec.is_muted()
            await codec.calls()
            looks[place] += 1
            due_s = max(due_s + every_s, loop.time())
            await asyncio.sleep(due_s - loop.time())
    finally:
        await codec.close()

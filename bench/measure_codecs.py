"""Measure 220 simulated codecs: start, and CPU while all are polled.

The interval between polls is that of a meeting.

Each poll asks for microphone and calls, by the engine's own driver.
"""

import asyncio
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from bench.figure import Figure
from bench.process_cost import cpu_s
from gbdt_console.cli.demo.network import demo_network
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.sites import Network
from gbdt_console.devices import open_devices as opening
from gbdt_console.devices.drivers.polycom_text import PolycomText
from gbdt_console.simulator.process import start
from gbdt_console.simulator.world.plan import on_loopback, plan_for

SITES = 220
LOOK_EVERY_S = 5.0
MEASURED_S = 15
GAP_S = 0.05


def measure() -> list[Figure]:
    figures = []
    for wire in ("ssh", "telnet"):
        started_s, simulator, driver = asyncio.run(_measure(_all_by(wire)))
        about = f"{SITES} codecs over {wire}"
        figures += [
            Figure(f"simulator, {about}, start", "s", started_s, budget=10),
            Figure(
                f"simulator, {about}, a look each {LOOK_EVERY_S:g} s", "% of a core", simulator, budget=25
            ),
            Figure(f"their drivers, {about}, the same", "% of a core", driver),
        ]
    return figures


def _all_by(wire: str) -> Network:
    network = demo_network(SITES)
    sites = (
        replace(
            site,
            devices=tuple(
                replace(d, control=replace(d.control, wire=wire)) if d.control else d for d in site.devices
            ),
        )
        for site in network.sites
    )
    return on_loopback(replace(network, sites=tuple(sites)))


async def _measure(network: Network) -> tuple[float, float, float]:
    """Return seconds until all listen, and CPU of simulator and drivers.

    CPU is in percent of a core.
    """
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        async with await start(plan_for(network, seed=1)) as simulator:
            started_s = time.monotonic() - began_s
            codecs = opening.codecs(network, SystemClock(), Path(folder) / "known_hosts")
            polling = [
                asyncio.create_task(_poll(codec, place * GAP_S))
                for place, codec in enumerate(codecs.values())
                if isinstance(codec, PolycomText)
            ]
            try:
                await asyncio.sleep(SITES * GAP_S + 2 * LOOK_EVERY_S)
                before = cpu_s(simulator.pid), time.process_time()
                await asyncio.sleep(MEASURED_S)
                spent = cpu_s(simulator.pid) - before[0], time.process_time() - before[1]
                for task in polling:
                    if task.done():
                        task.result()
            finally:
                for task in polling:
                    task.cancel()
                await asyncio.gather(*polling, return_exceptions=True)
            return started_s, 100 * spent[0] / MEASURED_S, 100 * spent[1] / MEASURED_S


async def _poll(codec: PolycomText, wait_s: float) -> None:
    await asyncio.sleep(wait_s)
    await codec.open()
    try:
        while True:
            await codec.is_muted()
            await codec.calls()
            await asyncio.sleep(LOOK_EVERY_S)
    finally:
        await codec.close()

"""Measure one engine over a simulated province from inside its process.

Print one JSON line.

Pings are real ICMP to loopback, SNMP goes to the simulator's agents, records go to a real journal.
"""

import asyncio
import json
import os
import re
import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from gbdt_console.compose import Plant, build_engine, load
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.sites import Device, Network
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.records.journal_records import JournalRecords
from gbdt_console.settings.example import example_text
from gbdt_console.simulator.process import start
from gbdt_console.simulator.world.plan import on_loopback, plan_for

DEVICES_A_SITE = 3


def main(sites: int, seconds: float, ping_s: float, snmp_s: float) -> None:
    asyncio.run(_measure(sites, seconds, ping_s, snmp_s))


async def _measure(sites: int, seconds: float, ping_s: float, snmp_s: float) -> None:
    network = _network(sites, ping_s, snmp_s)
    there = on_loopback(network)
    async with await start(plan_for(there, 1), "quiet"):
        with tempfile.TemporaryDirectory() as folder:
            records = JournalRecords(Path(folder), SystemClock())
            began_s = time.monotonic()
            engine = build_engine(Plant(there), records, None)
            first_snapshot_s = time.monotonic() - began_s
            stop = asyncio.Event()
            running = asyncio.ensure_future(engine.run(stop))
            all_up_s = await _all_up(engine) - began_s
            await asyncio.sleep(min(12.0, 2 * snmp_s + 2))
            cpu = time.process_time()
            wall = time.monotonic()
            await asyncio.sleep(seconds)
            share = (time.process_time() - cpu) / (time.monotonic() - wall)
            answering = sum(
                d.answered_s is not None for view in engine.publisher.latest.sites for d in view.devices
            )
            stop.set()
            await running
            records.close()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    counters = dict(engine.publisher.latest.counters)
    print(
        json.dumps(
            {
                "cpu_percent": share * 100,
                "memory_mb": peak_mb,
                "first_snapshot_s": first_snapshot_s,
                "all_up_s": all_up_s,
                "answering": answering,
                "lost": counters.get("lost", 0),
            }
        )
    )


async def _all_up(engine: Engine) -> float:
    good = (PointState.UP, PointState.DEGRADED)
    while not all(view.state in good for view in engine.publisher.latest.sites):
        await asyncio.sleep(0.02)
    return time.monotonic()


def _network(sites: int, ping_s: float, snmp_s: float) -> Network:
    text = example_text(sites)
    names = set(re.findall(r"env:(\w+)", text))
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(text)
        file.flush()
        network = load(Path(file.name), dict.fromkeys(names, "measurement"))
    kept = tuple(replace(site, devices=_busiest(site.devices)) for site in network.sites)
    pace = replace(network.intervals, device_idle_s=ping_s, snmp_idle_s=snmp_s)
    return replace(network, sites=kept, intervals=pace)


def _busiest(devices: tuple[Device, ...]) -> tuple[Device, ...]:
    """Return the DEVICES_A_SITE devices that cost most: polled ones first."""
    return tuple(sorted(devices, key=lambda device: device.snmp is None)[:DEVICES_A_SITE])


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    main(int(sys.argv[1]), *(float(argument) for argument in sys.argv[2:5]))

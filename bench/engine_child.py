"""Measure one engine over a simulated province from inside its process; print one JSON line.

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
from collections.abc import Container
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from bench.planned_pings import pings_a_second
from gbdt_console.compose import Plant, build_engine, load
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.sites import Device, Network, SnmpVersion
from gbdt_console.core.snapshot import Snapshot
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
            polled = _polled(there)
            await _all_polled(engine, polled, snmp_s)
            await asyncio.sleep(1.5 * snmp_s)  # from the second poll on each device has its own place
            first = await _next_snapshot(engine)
            polls, cpu = _Polls(first, polled), time.process_time()
            last = first
            while (left_s := seconds - (last.at_s - first.at_s)) > 0:
                await asyncio.sleep(min(left_s - 1.0, snmp_s / 2))
                last = await _next_snapshot(engine)
                polls.count(last)
            took_s = last.at_s - first.at_s
            share = (time.process_time() - cpu) / took_s
            pings = _pings_sent(last) - _pings_sent(first)
            stop.set()
            await running
            records.close()
    counters = dict(engine.publisher.latest.counters)
    print(
        json.dumps(
            {
                "cpu_percent": share * 100,
                "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "first_snapshot_s": first_snapshot_s,
                "all_up_s": all_up_s,
                "pings": pings,
                "planned_pings": round(took_s * pings_a_second(there)),
                "polls": polls.answered,
                "planned_polls": round(took_s * len(polled) / snmp_s),
                "v3_part": sum(version is SnmpVersion.V3 for version in polled.values()) / len(polled),
                "seconds": took_s,
                "lost": counters.get("lost", 0),
            }
        )
    )


class _Polls:
    """Counts the polls that were answered: each gives its device a new time of answer."""

    def __init__(self, first: Snapshot, polled: Container[str]) -> None:
        self._polled = polled
        self._times_s = _answer_times(first, polled)
        self.answered = 0

    def count(self, snapshot: Snapshot) -> None:
        """Count what is new; to be called at least once in the time between two polls."""
        before, self._times_s = self._times_s, _answer_times(snapshot, self._polled)
        self.answered += sum(before[device] != time_s for device, time_s in self._times_s.items())


def _polled(there: Network) -> dict[str, SnmpVersion]:
    """Return the devices that are read over SNMP, and the version of each."""
    devices = (device for site in there.sites for device in site.devices)
    return {device.id: device.snmp.version for device in devices if device.snmp and device.driver != "ping"}


def _answer_times(snapshot: Snapshot, polled: Container[str]) -> dict[str, float | None]:
    """Return when each polled device answered last."""
    views = (view for site in snapshot.sites for view in site.devices)
    return {view.id: view.answered_s for view in views if view.id in polled}


def _pings_sent(snapshot: Snapshot) -> int:
    return dict(snapshot.counters)["sent"]


async def _next_snapshot(engine: Engine) -> Snapshot:
    """Wait for a new Snapshot: its figures are those of its own moment, the latest may be a second old."""
    found: asyncio.Future[Snapshot] = asyncio.get_running_loop().create_future()
    unsubscribe = engine.publisher.on_snapshot(lambda new: None if found.done() else found.set_result(new))
    try:
        return await found
    finally:
        unsubscribe()


async def _all_polled(engine: Engine, polled: Container[str], snmp_s: float) -> None:
    """Wait until every polled device has answered; first polls are spread over one interval."""
    with suppress(TimeoutError):
        async with asyncio.timeout(2 * snmp_s + 2):
            while None in _answer_times(engine.publisher.latest, polled).values():
                await asyncio.sleep(0.1)


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

"""A console over a network of N quiet sites whose Snapshots arrive every second, for measure_screen.

The Snapshots are made before the start, so that what is measured is the screen and not their making.
"""

import asyncio
import random
import sys
from dataclasses import replace

from gbdt_console.app import GbdtApp
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.snapshot import SiteView, Snapshot
from tests.support.scripted_port import ScriptedPort, make_snapshot

_VARIANTS = 5
_JITTER_MS = 0.2


def site_name(number: int) -> str:
    """A name that occurs nowhere else, by which a paint is recognised."""
    return f"S{number:05}"


def _shaken(site: SiteView, rng: random.Random) -> SiteView:
    rtt_ms = (site.rtt_ms or 0.0) + rng.uniform(-_JITTER_MS, _JITTER_MS)
    return replace(site, rtt_ms=rtt_ms, trend=(*site.trend[1:], int(rtt_ms * 10)))


def _variants(count: int) -> list[Snapshot]:
    """The same network some seconds on; every site's object is a new one in each."""
    rng = random.Random(1)
    names = {number: site_name(number) for number in range(1, count + 1)}
    first = make_snapshot(count, names=names)
    sites = tuple(
        replace(site, fresh_for_s=1e9, devices=tuple(replace(d, fresh_for_s=1e9) for d in site.devices))
        for site in first.sites
    )
    made = [replace(first, sites=sites)]
    for _ in range(_VARIANTS - 1):
        made.append(replace(first, sites=tuple(_shaken(site, rng) for site in made[-1].sites)))
    return made


async def _main(count: int) -> None:
    clock, made = SystemClock(), _variants(count)

    def now(version: int) -> Snapshot:
        chosen = made[version % _VARIANTS]
        return replace(chosen, version=version, at_s=clock.monotonic(), at_utc=clock.utc())

    port = ScriptedPort(now(0))

    async def publish() -> None:
        version = 0
        while True:
            await asyncio.sleep(1.0)
            version += 1
            port.publish(now(version))

    publishing = asyncio.create_task(publish())
    await GbdtApp(port, clock, "vi", theme="dark").run_async()
    publishing.cancel()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))

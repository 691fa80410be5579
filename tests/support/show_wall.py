"""Opens the console over a scripted network, to be looked at.

`python -m tests.support.show_wall --sites 220 --faults`
"""

import argparse
import asyncio
import random
from dataclasses import replace

from gbdt_console.app import GbdtApp
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.meetings import Meeting
from gbdt_console.core.snapshot import Blindness, Recording, SiteView, Snapshot
from tests.support.hostile import hostile
from tests.support.scripted_port import Fault, ScriptedPort, later, make_snapshot

FAULTS = {3: Fault.DOWN, 5: Fault.DEGRADED, 7: Fault.BATTERY, 8: Fault.CODEC, 9: Fault.SUSPECT,
          10: Fault.UNKNOWN, 117: Fault.DOWN, 205: Fault.UPS_SILENT, 1711: Fault.DOWN,
          2950: Fault.DEGRADED}  # fmt: skip


def first(options: argparse.Namespace) -> Snapshot:
    clock = SystemClock()
    snapshot = make_snapshot(
        options.sites, FAULTS if options.faults else {}, at_s=clock.monotonic(), at_utc=clock.utc()
    )
    sites = tuple(
        replace(s, since_utc=(s.since_utc or 0) - 1_767_597_737.0 + clock.utc()) for s in snapshot.sites
    )
    snapshot = replace(snapshot, sites=sites, is_simulated=options.simulated)
    if options.hostile:
        snapshot = hostile(snapshot, is_cleaned=options.hostile == "cleaned")
    if options.meeting:
        meeting = Meeting("m1", "Giao ban UBND tỉnh", "site1", clock.utc() - 2_537, clock.utc() + 3_600)
        snapshot = replace(snapshot, meeting=meeting)
    if options.trouble:
        snapshot = replace(snapshot, recording=Recording.REFUSING, blind=Blindness.ANCHORS)
    return snapshot


def shaken(site: SiteView) -> SiteView:
    """A second of a quiet line: the round trip moves by fractions of a millisecond."""
    if site.rtt_ms is None:
        return site
    rtt_ms = site.rtt_ms + random.uniform(-0.2, 0.2)
    return replace(site, rtt_ms=rtt_ms, trend=(*site.trend[1:], int(rtt_ms * 10)))


def explode() -> None:
    """What an error in the screen looks like; the local variable must not be printed."""
    password = "hunter" + "2"
    raise RuntimeError(f"{len(password)} characters")


async def live(port: ScriptedPort, snapshot: Snapshot) -> None:
    while True:
        await asyncio.sleep(1)
        snapshot = later(snapshot, 1.0, shaken)
        port.publish(snapshot)


async def main(options: argparse.Namespace) -> None:
    snapshot = first(options)
    port = ScriptedPort(snapshot)
    app = GbdtApp(port, SystemClock(), options.lang, theme=options.theme, ascii_only=options.ascii)
    if options.explode:
        asyncio.get_running_loop().call_later(0.5, app.call_later, explode)
    feeding = None if options.frozen else asyncio.create_task(live(port, snapshot))
    ending = await app.run_async()
    if feeding:
        feeding.cancel()
    print(f"ended: {ending}", repr(app.failure) if app.failure else "")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--sites", type=int, default=11)
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--meeting", action="store_true")
    parser.add_argument("--simulated", action="store_true")
    parser.add_argument("--trouble", action="store_true", help="the journal refuses and the console is blind")
    parser.add_argument("--frozen", action="store_true", help="one Snapshot and no more")
    parser.add_argument("--explode", action="store_true", help="an error in the screen after half a second")
    parser.add_argument("--hostile", choices=["raw", "cleaned"], help="texts that steer a terminal")
    parser.add_argument("--ascii", action="store_true")
    parser.add_argument("--lang", default="vi")
    parser.add_argument("--theme")
    asyncio.run(main(parser.parse_args()))

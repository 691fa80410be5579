"""Opens the console over scripted networks, to be looked at; SIGUSR1 goes on to the next of them, and where
the clock stands still SIGUSR2 lets a second pass.

`python -m tests.support.screens.show_wall 11 220/faults 98/raw`
"""

import argparse
import asyncio
import math
import random
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from gbdt_console.app import GbdtApp
from gbdt_console.core.alarms.alarm import AlarmLoad
from gbdt_console.core.app_options import AppOptions
from gbdt_console.core.clock import Clock, ManualClock, SystemClock
from gbdt_console.core.frame.still import STILL_EVERY_S, Still
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.monitoring.blindness import Blindness
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.profiles.profile import Profile, ProfileSite
from gbdt_console.core.site_view import SiteView
from gbdt_console.core.snapshot import Control, Recording, Snapshot
from gbdt_console.ui.terminal import key_guard
from tests.support.alarms.snapshots import make_alarm, make_alarms, node_lost, with_alarms, work_on
from tests.support.conference.scenes import SCENES
from tests.support.frame.snapshots import FRAMES
from tests.support.outages.records import lost as outage_of
from tests.support.papers.archive import FakeArchive
from tests.support.screens.hostile_texts import hostile
from tests.support.screens.scripted_port import AT_UTC, Fault, ScriptedPort, later, make_snapshot

FAULTS = {3: Fault.DOWN, 5: Fault.DEGRADED, 7: Fault.BATTERY, 8: Fault.CODEC, 9: Fault.SUSPECT,
          10: Fault.UNKNOWN, 117: Fault.DOWN, 205: Fault.UPS_SILENT, 1711: Fault.DOWN,
          2950: Fault.DEGRADED}  # fmt: skip
PROFILE = Profile("giao-ban", "Giao ban tỉnh", (ProfileSite("site3", "2003"),), is_blocking=True)


@dataclass(frozen=True, slots=True)
class Spec:
    """A network of so many sites; `texts` is 'raw' or 'cleaned' where hostile texts stand in it, the first
    of them that of `begin`."""

    sites: int
    has_faults: bool = False
    texts: str = ""
    begin: int = 1

    @classmethod
    def of(cls, text: str) -> "Spec":
        """From '98', '98/faults', '24/raw' or '24/raw/25'."""
        sites, _, kind = text.partition("/")
        kind, _, begin = kind.partition("/")
        is_hostile = kind in ("raw", "cleaned")
        return cls(int(sites), kind != "", kind if is_hostile else "", int(begin or 1))


def snapshot_of(spec: Spec, options: argparse.Namespace, clock: Clock) -> Snapshot:
    faults = FAULTS if spec.has_faults else {}
    snapshot = make_snapshot(spec.sites, faults, at_s=clock.monotonic(), at_utc=clock.utc())
    sites = tuple(replace(s, since_utc=(s.since_utc or 0) - AT_UTC + clock.utc()) for s in snapshot.sites)
    snapshot = replace(snapshot, sites=sites, is_simulated=options.simulated)
    if spec.has_faults:
        snapshot = with_lost(snapshot)
    if options.meeting:
        meeting = Meeting("m1", "Giao ban UBND tỉnh", "site1", clock.utc() - 2_537, clock.utc() + 3_600)
        snapshot = replace(snapshot, meeting=meeting)
    if options.conference:
        snapshot = replace(SCENES[options.conference](snapshot), profiles=(PROFILE,))
    if options.frame:
        snapshot = FRAMES[options.frame](snapshot)
    if spec.texts:
        snapshot = hostile(snapshot, is_cleaned=spec.texts == "cleaned", begin=spec.begin)
    if options.trouble:
        snapshot = replace(snapshot, recording=Recording.REFUSING, blind=Blindness.ANCHORS)
    if options.alarms:
        snapshot = alarming(snapshot, options.alarms)
    if options.flood:
        snapshot = replace(snapshot, control=Control(ScriptedPort.client_id, "Trực ca 2"))
    return snapshot


def with_lost(snapshot: Snapshot) -> Snapshot:
    """An alarm and an outage record for every lost site."""
    lost = [site for site in snapshot.sites if site.state is PointState.DOWN]
    alarms = [make_alarm(n, site.number, snapshot.at_utc) for n, site in enumerate(lost, start=1)]
    outages = tuple(outage_of(n, site.number, snapshot.at_utc) for n, site in enumerate(lost, start=1))
    return with_alarms(replace(snapshot, outages=outages), alarms)


def alarming(snapshot: Snapshot, count: int) -> Snapshot:
    """So many alarms and a site in maintenance; from a dozen on a node, its sites folded under it."""
    alarms, at_utc = make_alarms(count, snapshot), snapshot.at_utc
    if count >= 12:
        shelved = replace(alarms[-1], shelved_until_utc=at_utc + 900, shelf_reason="chờ thợ điện")
        alarms = (*node_lost(900, (4, 6, 11), at_utc), *alarms[:-1], shelved)
    flood = max(0, len(alarms) - 10)
    load = AlarmLoad(
        raised_10min=len(alarms), is_flood=flood > 0, flood_more=flood, sounds=1, is_ringing=True,
        longest_unacknowledged_s=723.0, sources=(("site3", 9), ("site5.ups", 4), ("upstream.sapa", 1)),
        by_severity=(("warning", 6), ("minor", 3), ("critical", 1)),
    )  # fmt: skip
    return with_alarms(snapshot, alarms, load, (work_on(2, at_utc),))


def shaken(site: SiteView) -> SiteView:
    """A second of a quiet line: the round trip moves by fractions of a millisecond."""
    if site.rtt_ms is None:
        return site
    rtt_ms = site.rtt_ms + random.uniform(-0.2, 0.2)
    return replace(site, rtt_ms=rtt_ms, trend=(*site.trend[1:], int(rtt_ms * 10)))


def polled(snapshot: Snapshot) -> Snapshot:
    """The device of the pictures was just asked."""
    if snapshot.frame is None:
        return snapshot
    buses = tuple(replace(bus, taken_s=snapshot.at_s) for bus in snapshot.frame.buses)
    return replace(snapshot, frame=replace(snapshot.frame, buses=buses))


_PHASES = 8


def made_stills(snapshot: Snapshot, *, is_noise: bool) -> tuple[Still, ...]:
    """Of each site a head before a wall that moves, or noise: nothing costs a terminal more."""
    phase = int(snapshot.at_s / STILL_EVERY_S) % _PHASES
    return tuple(
        Still.of_rows(site.id, snapshot.at_s, 48, _rows(site.number, phase, is_noise=is_noise))
        for site in snapshot.sites
    )


@cache
def _rows(number: int, phase: int, *, is_noise: bool) -> bytes:
    width, height = 48, 27
    if is_noise:
        return random.randbytes(width * height * 3)

    def pixel(x: int, y: int) -> bytes:
        dx, dy = (x - 24 - 6 * math.sin(phase * math.pi / 4 + number)) / 9, (y - 12) / 11
        if dx * dx + dy * dy < 1:
            return bytes((214 - 5 * y, 168 - 4 * y, 140 - 4 * y))
        if y > 20 and abs(dx) < 2:
            return bytes((40, 60 + 10 * (number % 8), 120))
        return bytes((60 + 2 * x, 80 + 3 * y, 70 + 12 * (number % 9)))

    return b"".join(pixel(x, y) for y in range(height) for x in range(width))


def explode() -> None:
    """What an error in the screen looks like; the local variable must not be printed."""
    password = "hunter" + "2"
    raise RuntimeError(f"{len(password)} characters")


class Show:
    """Gives one network after the other to the port, and its seconds where time goes on."""

    def __init__(self, first: Snapshot, others: Sequence[Callable[[], Snapshot]]) -> None:
        self.port = ScriptedPort(first)
        self._others = list(others)

    def go_on(self) -> None:
        if self._others:
            self.port.publish(replace(self._others.pop(0)(), version=self._newest().version + 1))

    def one_second(self, clock: ManualClock, flood: int) -> None:
        """Let a second pass, in which so many alarms more are raised and site 3 has a record."""
        clock.advance(1.0)
        snapshot = later(self._newest(), 1.0)
        if flood:
            snapshot = alarming(snapshot, len(snapshot.alarms) + flood)
            snapshot = replace(snapshot, outages=(outage_of(31, 3, snapshot.at_utc),))
        self.port.publish(snapshot)

    async def live(self, stills: str) -> None:
        if stills:  # made before they are shown: what that costs is no cost of a console
            sites, is_noise = self._newest().sites, stills == "noise"
            _ = [_rows(site.number, phase, is_noise=is_noise) for site in sites for phase in range(_PHASES)]
        while True:
            await asyncio.sleep(1)
            self.port.publish(polled(later(self._newest(), 1.0, shaken)))
            if stills:
                self.port.stills_given = made_stills(self._newest(), is_noise=stills == "noise")

    def _newest(self) -> Snapshot:
        assert self.port.newest is not None
        return self.port.newest


async def main(options: argparse.Namespace) -> None:
    key_guard.OLD_AFTER_S = 60.0  # a busy machine's console acts late, but on every key of its test
    clock = ManualClock(1_000.0, AT_UTC) if options.still else SystemClock()
    first, *others = [partial(snapshot_of, spec, options, clock) for spec in options.networks]
    show, loop = Show(first(), others), asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGUSR1, show.go_on)
    if isinstance(clock, ManualClock):
        loop.add_signal_handler(signal.SIGUSR2, show.one_second, clock, options.flood)
    app = GbdtApp(
        show.port, clock, AppOptions(options.lang, options.theme, options.ascii, reports=FakeArchive)
    )
    if options.explode:
        loop.call_later(0.5, app.call_later, explode)
    feeding = None if options.frozen or options.still else asyncio.create_task(show.live(options.stills))
    ending = await app.run_async()
    if feeding:
        feeding.cancel()
    print(f"ended: {ending}", repr(app.failure) if app.failure else "")
    print(*(f"sent: {command}" for command in show.port.submitted), sep="\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("networks", nargs="*", type=Spec.of, default=[Spec(11)], metavar="SITES[/KIND]")
    parser.add_argument("--meeting", action="store_true")
    parser.add_argument("--conference", choices=SCENES, help="an MCU, and what it tells")
    parser.add_argument("--frame", choices=FRAMES, help="a device of pictures, and what it tells")
    parser.add_argument(
        "--stills", choices=("", "moving", "noise"), default="", help="small pictures in panes"
    )
    parser.add_argument("--simulated", action="store_true")
    parser.add_argument("--trouble", action="store_true", help="the journal refuses and the console is blind")
    parser.add_argument("--frozen", action="store_true", help="one Snapshot and no more")
    parser.add_argument("--still", action="store_true", help="the clock stands: what moves was asked to")
    parser.add_argument("--explode", action="store_true", help="an error in the screen after half a second")
    parser.add_argument("--ascii", action="store_true")
    parser.add_argument("--alarms", type=int, default=0, metavar="N")
    parser.add_argument("--flood", type=int, default=0, metavar="N", help="N alarms more each second")
    parser.add_argument("--lang", default="vi")
    parser.add_argument("--theme")
    asyncio.run(main(parser.parse_args()))

"""Measure the real console, polling a simulated province, at its terminal.

Simulator, console and terminal are three processes on the same cores. The CPU of the simulator and of all
other processes are figures of their own, since they delay the console. A site has a router, a codec, a UPS
and a probe; lines are pinged every second, devices pinged every 5 s and polled every 15 s, the defaults. Of
several starts the quickest counts; anything above is other work of the machine.

With BENCH_HOUR=1 the growth of memory is measured over an hour.
"""

import asyncio
import os
import resource
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from bench.console_verb import pings_sent
from bench.figure import Figure, LeftOut, Work
from bench.loopback import on_loopback
from bench.planned_pings import pings_a_second
from bench.process_cost import cpu_s, machine_cpu_s, memory_mb, thread_cpu_s
from bench.pty_console import PtyConsole, pty_console
from bench.screen_replay import Press, Replay, live_replay
from bench.slope import growth
from gbdt_console.compose import load
from gbdt_console.core.sites import Network
from gbdt_console.settings.example import example_text
from gbdt_console.simulator.process import RunningSimulator, start
from gbdt_console.simulator.world.plan import plan_for
from gbdt_console.ui.site_groups import MOST_IN_SIGHT

_PICTURE_S = 0.4
"""Budget of the first picture, seconds after the command: a black screen for longer looks dead."""
_FILES_A_SITE = 6
"""Open files of a polled device. A login under systemd may have 500 000, a container often 20 000."""
_OTHER_FILES = 100
_LEFT, _RIGHT, _ENTER = b"\x1b[D", b"\x1b[C", b"\r"
_WALKED = 50
"""Most sites of an open group that the cursor goes over."""
_PROBE = "driver: room-probe, credential: rooms"
_SECRETS = dict.fromkeys(("GBDT_SNMP_AUTH", "GBDT_SNMP_PRIV", "GBDT_SNMP_COMMUNITY"), "measurement")
_IS_HOUR = os.environ.get("BENCH_HOUR") == "1"
_WATCHED_S, _WARM_S = 3_600.0, 600.0
_UI_THREADS = frozenset({"MainThread", "textual-input", "textual-output"})
_ENGINE_THREADS = frozenset({"engine"})


@dataclass(frozen=True, slots=True)
class _Effort:
    """How much is measured.

    starts: starts of the console
    settled_s: seconds from a live wall until every device was pinged and polled once; first polls are spread
        over 15 s
    quiet_s: seconds of rest that are measured
    keys: keys pressed
    """

    starts: int
    settled_s: float
    quiet_s: float
    keys: int


_FULL, _SHORT = _Effort(3, 15.0, 10.0, 30), _Effort(1, 0.0, 1.0, 4)


@dataclass(frozen=True, slots=True)
class _Case:
    """A number of sites on a size of terminal, with its budgets."""

    sites: int
    size: tuple[int, int]
    key_ms: float | None = None
    live_s: float | None = None
    bytes_per_s: float | None = None
    memory_mb: float | None = None
    is_watched: bool = False

    @property
    def title(self) -> str:
        lacks = "" if self.has_files else ", probes only pinged"
        return f"screen, {self.sites} sites, {self.size[0]}x{self.size[1]}{lacks}"

    @property
    def has_files(self) -> bool:
        """Whether this machine's limit of open files suffices to poll every device."""
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        return most == resource.RLIM_INFINITY or self.sites * _FILES_A_SITE + _OTHER_FILES <= most


_CASES = (
    _Case(200, (120, 40), key_ms=30, live_s=1.0, bytes_per_s=2_000, memory_mb=120, is_watched=_IS_HOUR),
    _Case(2_000, (200, 60), key_ms=50, live_s=1.5, memory_mb=400),
)
_SHORT_CASES = (_Case(5, (80, 24)),)


@dataclass(frozen=True, slots=True)
class _Quiet:
    """The cost of one quiet second.

    Bytes to the terminal; CPU in percent of a core.
    """

    bytes_per_s: float
    ui: float
    engine: float
    whole: float
    simulator: float
    others: float
    pings: Work


@dataclass(frozen=True, slots=True)
class _Bench:
    """A console over a simulated province: its case, its files, its network and the simulator beside it."""

    case: _Case
    effort: _Effort
    folder: Path
    network: Network
    simulator: RunningSimulator


def measure(is_short: bool) -> Iterator[Figure]:
    if not sys.platform.startswith("linux"):
        raise LeftOut("needs Linux: a pty and /proc")
    for case in _SHORT_CASES if is_short else _CASES:
        yield from asyncio.run(_figures(case, _SHORT if is_short else _FULL))


async def _figures(case: _Case, effort: _Effort) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="gbdt-bench-") as name:
        folder = Path(name)
        sites_file = folder / "sites.yaml"
        text = example_text(case.sites)
        readable = text if case.has_files else text.replace(_PROBE, "driver: ping")
        sites_file.write_text(on_loopback(readable), encoding="utf-8")
        network = load(sites_file, _SECRETS)
        async with await start(plan_for(network, 1), "quiet") as simulator:
            host, port = simulator.echo
            opened = partial(pty_console, case.size, folder, host, str(port), secrets=_SECRETS)
            starts: list[Replay] = []
            for _ in range(effort.starts - 1):
                async with opened() as console:
                    starts.append(await live_replay(case.size, console))
            async with opened() as console:
                replay = await live_replay(case.size, console)
                bench = _Bench(case, effort, folder, network, simulator)
                found = await _of_console(bench, console, replay)
                return [*_of_starts(case, [*starts, replay]), *found]


def _of_starts(case: _Case, starts: Sequence[Replay]) -> Iterator[Figure]:
    def quickest(what: str, found: Callable[[Replay], float | None], budget: float | None) -> Figure:
        took_s = [second for replay in starts if (second := found(replay)) is not None]
        work = Work(len(took_s), len(starts), "starts")
        return Figure(f"{case.title}: start to {what}", "s", min(took_s, default=0.0), work, budget=budget)

    yield quickest("first picture", Replay.first_picture_s, _PICTURE_S)
    yield quickest("first paint", Replay.first_paint_s, None)
    yield quickest("all sites live", Replay.first_live_s, case.live_s)


def _in_sight(network: Network) -> list[int]:
    """Return the numbers of the sites that the wall shows: all, or those of the first group."""
    sites = network.sites
    if len(sites) <= MOST_IN_SIGHT:
        return [site.number for site in sites]
    upstream = sites[0].line.upstream_id
    return [site.number for site in sites if site.line.upstream_id == upstream][:_WALKED]


async def _of_console(bench: _Bench, console: PtyConsole, replay: Replay) -> list[Figure]:
    case, effort = bench.case, bench.effort
    await asyncio.sleep(effort.settled_s)
    quiet = await _quiet(bench, console)
    is_grouped = case.sites > MOST_IN_SIGHT
    presses = await _walk(console, _in_sight(bench.network), effort.keys, is_grouped=is_grouped)
    memory = memory_mb(console.pid)
    watched = await _growth(case, console) if case.is_watched else []
    latencies = sorted(replay.latencies_ms(presses)) or [0.0]
    title = case.title
    keys = Work(len(latencies), len(presses), "keys shown")
    p95 = latencies[int(len(latencies) * 0.95)]
    of_quiet = partial(Figure, work=quiet.pings)
    share = partial(of_quiet, unit="% of a core")
    sent = partial(of_quiet, unit="B/s", budget=case.bytes_per_s)
    return [
        Figure(f"{title}: key to paint p50", "ms", statistics.median(latencies), keys),
        Figure(f"{title}: key to paint p95", "ms", p95, keys, budget=case.key_ms),
        Figure(f"{title}: key to paint, worst", "ms", latencies[-1], keys),
        sent(f"{title}: quiet, to the terminal", ours=quiet.bytes_per_s),
        share(f"{title}: quiet, CPU of the screen's threads", ours=quiet.ui),
        share(f"{title}: quiet, CPU of the engine's thread", ours=quiet.engine),
        share(f"{title}: quiet, CPU of the whole process", ours=quiet.whole),
        share(f"{title}: quiet, CPU of the simulator beside it", ours=quiet.simulator),
        share(f"{title}: quiet, CPU of all else on the machine", ours=quiet.others),
        of_quiet(f"{title}: memory", unit="MB", ours=memory, budget=case.memory_mb),
        *watched,
    ]


async def _quiet(bench: _Bench, console: PtyConsole) -> _Quiet:
    names = await console.threads()

    def spent_s() -> tuple[float, float, float, float, float]:
        threads, whole, simulated = thread_cpu_s(console.pid), cpu_s(console.pid), cpu_s(bench.simulator.pid)
        ui, engine = (
            sum(threads[native_id] for name, native_id in names.items() if name in of)
            for of in (_UI_THREADS, _ENGINE_THREADS)
        )
        return ui, engine, whole, simulated, machine_cpu_s() - whole - simulated

    from_s, sent = await pings_sent(bench.folder, _SECRETS)
    before, written, began_s = spent_s(), console.written, console.now_s
    await asyncio.sleep(bench.effort.quiet_s)
    took_s = console.now_s - began_s
    shares = [100 * (after - at_first) / took_s for at_first, after in zip(before, spent_s(), strict=True)]
    bytes_per_s = (console.written - written) / took_s
    until_s, sent_then = await pings_sent(bench.folder, _SECRETS)
    planned = round((until_s - from_s) * pings_a_second(bench.network))
    return _Quiet(bytes_per_s, *shares, Work(sent_then - sent, planned, "pings sent"))


async def _walk(console: PtyConsole, numbers: Sequence[int], keys: int, *, is_grouped: bool) -> list[Press]:
    """Move the cursor to and fro among these sites, at random moments between two Snapshots."""
    rng = Random(2)
    presses: list[Press] = []
    at, step = 0, 1
    if is_grouped:
        console.press(_ENTER)
        await asyncio.sleep(1.0)
    for _ in range(keys):
        await asyncio.sleep(0.2 + rng.random() * 0.2)
        if not 0 <= at + step < len(numbers):
            step = -step
        at += step
        presses.append(Press(console.press(_RIGHT if step > 0 else _LEFT), numbers[at]))
    await asyncio.sleep(1.0)
    return presses


async def _growth(case: _Case, console: PtyConsole) -> list[Figure]:
    """Return the growth of memory once samples and caches are full."""
    console.is_kept = False
    await asyncio.sleep(_WARM_S)
    times: list[float] = []
    sizes: list[float] = []
    ends_s = console.now_s + _WATCHED_S
    while console.now_s < ends_s:
        times.append(console.now_s / 3_600)
        sizes.append(memory_mb(console.pid))
        await asyncio.sleep(1.0)
    slope, doubt = growth(times, sizes)
    looks = Work(len(sizes), int(_WATCHED_S), "looks")
    name = f"{case.title}: memory growth over {_WATCHED_S / 60:g} min"
    return [
        Figure(name, "MB/h", slope, looks, budget=1.0),
        Figure(f"{name}, +- at 95 %", "MB/h", doubt, looks),
    ]

"""Measure the real console, polling a simulated province, at its terminal.

Simulator, console and terminal are three processes on the same cores. The CPU of the simulator and of all
other processes are figures of their own, since they delay the console. A site has a router, a codec, a UPS
and a probe; lines are pinged every second, devices pinged every 5 s and polled every 15 s, the defaults. Of
several starts the quickest counts; anything above is other work of the machine.

The growth of memory is measured over some minutes, which is imprecise; with BENCH_HOUR=1 over an hour.
"""

import asyncio
import os
import resource
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.figure import Figure, LeftOut
from bench.loopback import on_loopback
from bench.process_cost import cpu_s, machine_cpu_s, memory_mb, thread_cpu_s
from bench.pty_console import PtyConsole, pty_console
from bench.screen_replay import Press, Replay
from bench.slope import growth
from gbdt_console.compose import load
from gbdt_console.core.sites import Network
from gbdt_console.settings.example import example_text
from gbdt_console.simulator.process import RunningSimulator, start
from gbdt_console.simulator.world.plan import plan_for
from gbdt_console.ui.site_groups import MOST_IN_SIGHT

_KEYS = 80
_STARTS = 3
_STARTED_S = 4.0
_PICTURE_S = 0.4
"""Budget of the first picture, seconds after the command: a black screen for longer looks dead."""
_SETTLED_S = 25.0
"""Seconds after which every device was pinged and polled once; first polls are spread over 15 s."""
_QUIET_S = 20.0
_FILES_A_SITE = 6
"""Open files of a polled device. A login under systemd may have 500 000, a container often 20 000."""
_OTHER_FILES = 100
_LEFT, _RIGHT, _ENTER = b"\x1b[D", b"\x1b[C", b"\r"
_WALKED = 50
"""Most sites of an open group that the cursor goes over."""
_PROBE = "driver: room-probe, credential: rooms"
_SECRETS = dict.fromkeys(("GBDT_SNMP_AUTH", "GBDT_SNMP_PRIV", "GBDT_SNMP_COMMUNITY"), "measurement")
_IS_HOUR = os.environ.get("BENCH_HOUR") == "1"
_WATCHED_S, _WARM_S = (3_600.0, 600.0) if _IS_HOUR else (180.0, 60.0)
_UI_THREADS = frozenset({"MainThread", "textual-input", "textual-output"})
_ENGINE_THREADS = frozenset({"engine"})


@dataclass(frozen=True, slots=True)
class _Case:
    """A number of sites on a size of terminal, with its budgets."""

    sites: int
    size: tuple[int, int]
    key_ms: float | None = None
    first_s: float | None = None
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
    _Case(11, (120, 40), first_s=1.0, bytes_per_s=2_000),
    _Case(200, (200, 60), key_ms=30, memory_mb=120, is_watched=True),
    _Case(2_000, (200, 60), key_ms=50, first_s=1.5, memory_mb=400),
    _Case(3_400, (200, 60)),
)


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


def measure() -> list[Figure]:
    if not sys.platform.startswith("linux"):
        raise LeftOut("needs Linux: a pty and /proc")
    return [figure for case in _CASES for figure in asyncio.run(_figures(case))]


async def _figures(case: _Case) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="gbdt-bench-") as name:
        folder = Path(name)
        sites_file = folder / "sites.yaml"
        text = example_text(case.sites)
        readable = text if case.has_files else text.replace(_PROBE, "driver: ping")
        sites_file.write_text(on_loopback(readable), encoding="utf-8")
        network = load(sites_file, _SECRETS)
        numbers = _in_sight(network)
        async with await start(plan_for(network, 1), "quiet") as simulator:
            host, port = simulator.echo
            starts: list[Replay] = []
            for _ in range(_STARTS - 1):
                async with pty_console(case.size, folder, host, str(port), secrets=_SECRETS) as console:
                    await asyncio.sleep(_STARTED_S)
                starts.append(Replay(case.size, console.chunks))
            async with pty_console(case.size, folder, host, str(port), secrets=_SECRETS) as console:
                return await _of_console(case, numbers, console, simulator, starts)


def _in_sight(network: Network) -> list[int]:
    """Return the numbers of the sites that the wall shows: all, or those of the first group."""
    sites = network.sites
    if len(sites) <= MOST_IN_SIGHT:
        return [site.number for site in sites]
    upstream = sites[0].line.upstream_id
    return [site.number for site in sites if site.line.upstream_id == upstream][:_WALKED]


async def _of_console(
    case: _Case,
    numbers: Sequence[int],
    console: PtyConsole,
    simulator: RunningSimulator,
    starts: list[Replay],
) -> list[Figure]:
    await asyncio.sleep(_SETTLED_S)
    quiet = await _quiet(console, simulator)
    presses = await _walk(console, numbers, is_grouped=case.sites > MOST_IN_SIGHT)
    memory = memory_mb(console.pid)
    watched = await _growth(case, console) if case.is_watched else []
    replay = Replay(case.size, console.chunks)
    starts.append(replay)
    latencies = sorted(replay.latencies_ms(presses))
    title = case.title
    picture_s = min(r.first_picture_s() for r in starts)
    first_s, live_s = min(r.first_paint_s() for r in starts), min(r.first_live_s() for r in starts)
    return [
        Figure(f"{title}: start to first picture", "s", picture_s, budget=_PICTURE_S),
        Figure(f"{title}: start to first paint", "s", first_s),
        Figure(f"{title}: start to all sites live", "s", live_s, budget=case.first_s),
        Figure(f"{title}: key to paint p50", "ms", statistics.median(latencies)),
        Figure(f"{title}: key to paint p95", "ms", latencies[int(len(latencies) * 0.95)], budget=case.key_ms),
        Figure(f"{title}: key to paint, worst of {_KEYS}", "ms", latencies[-1]),
        Figure(f"{title}: quiet, to the terminal", "B/s", quiet.bytes_per_s, budget=case.bytes_per_s),
        Figure(f"{title}: quiet, CPU of the screen's threads", "% of a core", quiet.ui),
        Figure(f"{title}: quiet, CPU of the engine's thread", "% of a core", quiet.engine),
        Figure(f"{title}: quiet, CPU of the whole process", "% of a core", quiet.whole),
        Figure(f"{title}: quiet, CPU of the simulator beside it", "% of a core", quiet.simulator),
        Figure(f"{title}: quiet, CPU of all else on the machine", "% of a core", quiet.others),
        Figure(f"{title}: memory", "MB", memory, budget=case.memory_mb),
        *watched,
    ]


async def _quiet(console: PtyConsole, simulator: RunningSimulator) -> _Quiet:
    names = await console.threads()

    def spent_s() -> tuple[float, float, float, float, float]:
        threads, whole, simulated = thread_cpu_s(console.pid), cpu_s(console.pid), cpu_s(simulator.pid)
        ui, engine = (
            sum(threads[native_id] for name, native_id in names.items() if name in of)
            for of in (_UI_THREADS, _ENGINE_THREADS)
        )
        return ui, engine, whole, simulated, machine_cpu_s() - whole - simulated

    before, written, began_s = spent_s(), console.written, console.now_s
    await asyncio.sleep(_QUIET_S)
    took_s = console.now_s - began_s
    shares = [100 * (after - at_first) / took_s for at_first, after in zip(before, spent_s(), strict=True)]
    return _Quiet((console.written - written) / took_s, *shares)


async def _walk(console: PtyConsole, numbers: Sequence[int], *, is_grouped: bool) -> list[Press]:
    """Move the cursor to and fro among these sites, at random moments between two Snapshots."""
    rng = Random(2)
    presses: list[Press] = []
    at, step = 0, 1
    if is_grouped:
        console.press(_ENTER)
        await asyncio.sleep(1.0)
    for _ in range(_KEYS):
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
    name = f"{case.title}: memory growth over {_WATCHED_S / 60:g} min"
    return [
        Figure(name, "MB/h", slope, budget=1.0 if _IS_HOUR else None),
        Figure(f"{name}, +- at 95 %", "MB/h", doubt),
    ]

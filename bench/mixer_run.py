"""Time takes at a vision mixer until 'confirmed by the device', and by keys until that is on the screen.

The mixer is at a port of this machine, over a path with a round trip of 20 ms, and fades in 0.1 s. An MCU
with all sites in its conference is simulated beside it.
"""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random

from bench.figure import Figure, Work
from bench.key_to_verified import McuAccess
from bench.take_by_key import MixerAccess, take_by_key
from gbdt_console.core.frame.commands import TakeFrame
from gbdt_console.core.requests import Stage
from tests.support.mixer.console import BETWEEN_TAKES_S, SOURCES, Console, console
from tests.support.mixer.real_obs import PASSWORD
from tests.support.mixer.witness import Witness

ROUND_TRIP_S = 0.020
_SITES = 5
_ACCOUNT = ("console", "measurement", "bench")
"""User, secret and conference at the simulated MCU."""
_RANDOM = Random(1)


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured.

    takes: takes by the engine; by threes, so that the first key takes another site than the last of them
    keys: takes by keys at the console
    pause_s: least and most seconds between two takes, beside the time in which a second one counts as a slip
    """

    takes: int
    keys: int
    pause_s: tuple[float, float]


FULL, SHORT = Effort(9, 8, (0.1, 0.7)), Effort(3, 3, (0.0, 0.1))


@dataclass(frozen=True, slots=True)
class _Peer:
    """A mixer at a port of this machine, which nobody works by hand and nobody restarts."""

    port: int
    password: str

    async def by_hand(self, work: Callable[[Witness], object]) -> object:
        raise NotImplementedError

    async def stop(self) -> None:
        raise NotImplementedError

    async def start(self) -> None:
        raise NotImplementedError


async def takes(name: str, port: int, effort: Effort) -> list[Figure]:
    """Return the figures of the engine's takes; `name` is the mixer's."""
    turns = islice(cycle(("s2", "s3", "s1")), effort.takes)
    async with console(_Peer(port, PASSWORD)) as at:
        took_s = sorted([await _take(at, site, effort.pause_s) for site in turns])
    work = Work(len(took_s), effort.takes, "takes verified")
    return [
        Figure(f"take to verified, {name}, p50", "s", statistics.median(took_s), work),
        Figure(f"take to verified, {name}, p95", "s", took_s[int(0.95 * len(took_s))], work),
    ]


async def takes_by_key(name: str, port: int, effort: Effort) -> list[Figure]:
    """Return the figures of a console's keys; `name` is the mixer's."""
    user, secret, conference = _ACCOUNT
    numbers = [f"2{number:04}" for number in range(1, _SITES + 1)]
    with child_port("bench.mcu_child", "ami", conference, user, secret, "0", *numbers) as mcu_port:
        mcu = McuAccess(mcu_port, *_ACCOUNT, _SITES)
        return await take_by_key(mcu, MixerAccess(port, PASSWORD, SOURCES[:3]), name, effort.keys)


async def _take(at: Console, site_id: str, pause_s: tuple[float, float]) -> float:
    """Return the seconds until a take is verified, which begins at a random moment between two polls."""
    await asyncio.sleep(BETWEEN_TAKES_S + _RANDOM.uniform(*pause_s))
    began_s = time.perf_counter()
    done = await at.ask(TakeFrame(site_id))
    if done.stage is not Stage.VERIFIED:
        raise RuntimeError(f"{site_id}: {done}")
    return time.perf_counter() - began_s


@contextmanager
def child_port(module: str, *words: str) -> Iterator[int]:
    """Run a module beside this process; yield the port that it prints."""
    with subprocess.Popen([sys.executable, "-m", module, *words], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        try:
            yield int(child.stdout.readline())
        finally:
            child.kill()

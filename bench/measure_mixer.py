"""Time takes at a vision mixer until 'confirmed by the device'.

The engine sends takes over a path with a round trip of 20 ms to the simulated OBS in its own process and,
where it is installed, to OBS Studio on a screen that nobody sees. Both fade in 0.1 s.
"""

import asyncio
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from random import Random

from bench.delayed_path import delayed_path
from bench.figure import Figure
from bench.key_to_verified import McuAccess
from bench.take_by_key import MixerAccess, take_by_key
from gbdt_console.core.frame.commands import TakeFrame
from gbdt_console.core.requests import Stage
from tests.support.mixer.console import BETWEEN_TAKES_S, SOURCES, Console, console
from tests.support.mixer.real_obs import PASSWORD, real_obs
from tests.support.mixer.witness import FADE_MS, Witness

_ROUND_TRIP_S = 0.020
_TIMES = 40
_SITES = 11
_ACCOUNT = ("console", "measurement", "bench")
"""User, secret and conference at the simulated MCU."""
_PAUSE_S = 0.1, 0.7
"""Least and most seconds between two takes, beside the time in which a second one counts as a slip."""
_RANDOM = Random(1)


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


def measure() -> list[Figure]:
    with _simulated() as port:
        figures = asyncio.run(_takes("simulated OBS", port))
    with _simulated() as port, _mcu() as mcu_port:
        figures += asyncio.run(_by_key("simulated OBS", port, mcu_port))
    if shutil.which("obs") and shutil.which("Xvfb"):
        with tempfile.TemporaryDirectory(prefix="gbdt-bench-") as folder, real_obs(Path(folder)) as obs:
            figures += asyncio.run(_delayed_takes("OBS Studio", obs.port))
            with _mcu() as mcu_port:
                figures += asyncio.run(_delayed_by_key("OBS Studio", obs.port, mcu_port))
    return figures


async def _delayed_by_key(name: str, port: int, mcu_port: int) -> list[Figure]:
    async with delayed_path("127.0.0.1", port, _ROUND_TRIP_S) as near:
        return await _by_key(name, near, mcu_port)


async def _by_key(name: str, port: int, mcu_port: int) -> list[Figure]:
    mcu = McuAccess(mcu_port, *_ACCOUNT, _SITES)
    return await take_by_key(mcu, MixerAccess(port, PASSWORD, SOURCES[:3]), name)


async def _delayed_takes(name: str, port: int) -> list[Figure]:
    async with delayed_path("127.0.0.1", port, _ROUND_TRIP_S) as near:
        return await _takes(name, near)


async def _takes(name: str, port: int) -> list[Figure]:
    async with console(_Peer(port, PASSWORD)) as at:
        took_s = sorted([await _take(at, site) for site in islice(cycle(("s2", "s3", "s1")), _TIMES)])
    return [
        Figure(f"take to verified, {name}, p50", "s", statistics.median(took_s)),
        Figure(f"take to verified, {name}, p95", "s", took_s[int(0.95 * len(took_s))]),
    ]


async def _take(at: Console, site_id: str) -> float:
    """Return the seconds until a take is verified, which begins at a random moment between two polls."""
    await asyncio.sleep(BETWEEN_TAKES_S + _RANDOM.uniform(*_PAUSE_S))
    began_s = time.perf_counter()
    done = await at.ask(TakeFrame(site_id))
    if done.stage is not Stage.VERIFIED:
        raise RuntimeError(f"{site_id}: {done}")
    return time.perf_counter() - began_s


def _simulated() -> AbstractContextManager[int]:
    return _child("bench.mixer_child", PASSWORD, str(_ROUND_TRIP_S), str(FADE_MS / 1_000))


def _mcu() -> AbstractContextManager[int]:
    """Run a simulated MCU with all sites in its conference."""
    user, secret, conference = _ACCOUNT
    numbers = [f"2{number:04}" for number in range(1, _SITES + 1)]
    return _child("bench.mcu_child", "ami", conference, user, secret, "0", *numbers)


@contextmanager
def _child(module: str, *words: str) -> Iterator[int]:
    """Yield the port that the child prints."""
    with subprocess.Popen([sys.executable, "-m", module, *words], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        try:
            yield int(child.stdout.readline())
        finally:
            child.kill()

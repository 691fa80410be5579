"""Time takes at OBS Studio, on a screen that nobody sees."""

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from bench.delayed_path import delayed_path
from bench.figure import Figure, LeftOut
from bench.mixer_run import FULL, ROUND_TRIP_S, SHORT, Effort, takes, takes_by_key
from tests.support.mixer.real_obs import real_obs

_NAME = "OBS Studio"


def measure(is_short: bool) -> Iterator[Figure]:
    if not shutil.which("obs") or not shutil.which("Xvfb"):
        raise LeftOut("needs OBS Studio and Xvfb, as tests/lab/install-packages.sh installs them")
    effort = SHORT if is_short else FULL
    with tempfile.TemporaryDirectory(prefix="gbdt-bench-") as folder, real_obs(Path(folder)) as obs:
        for measured in (takes, takes_by_key):
            yield from asyncio.run(_delayed(measured, obs.port, effort))


async def _delayed(
    measured: Callable[[str, int, Effort], Awaitable[list[Figure]]], port: int, effort: Effort
) -> list[Figure]:
    async with delayed_path("127.0.0.1", port, ROUND_TRIP_S) as near:
        return await measured(_NAME, near, effort)

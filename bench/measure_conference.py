"""Time commands to the simulated MCU until 'confirmed by the device', and keys until that is on the screen.

The MCU is a process of its own, over a path with a round trip of 20 ms.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bench.conference_run import FULL, ROUND_TRIP_S, SHORT, Conference, Effort, command_figures
from bench.figure import Figure
from bench.key_to_verified import McuAccess, key_to_verified
from tests.support.lab.mcu import CONFERENCE, CONSOLE, CONSOLE_SECRET

_SIZES = {11: (120, 40), 200: (200, 60)}
_SHORT_SIZES = {5: (120, 40)}
_KEY_SITES, _SHORT_KEY_SITES = 5, 2
"""Sites that keys block and unblock."""


def measure(is_short: bool) -> Iterator[Figure]:
    sizes = _SHORT_SIZES if is_short else _SIZES
    for count in sizes:
        with _simulated(count) as conference:
            yield from asyncio.run(_commands(conference, SHORT if is_short else FULL))
    for count, size in sizes.items():
        with _simulated(count) as conference:
            keys = _SHORT_KEY_SITES if is_short else _KEY_SITES
            yield from asyncio.run(_on_screen(conference, size, keys))


async def _commands(conference: Conference, effort: Effort) -> list[Figure]:
    return [figure async for figure in command_figures(conference, effort)]


async def _on_screen(conference: Conference, size: tuple[int, int], sites: int) -> list[Figure]:
    title = f"{conference.name}, {size[0]}x{size[1]}"
    count = len(conference.numbers)
    access = McuAccess(conference.port, CONSOLE, CONSOLE_SECRET, CONFERENCE, count)
    return await key_to_verified(size, access, title, sites)


@contextmanager
def _simulated(count: int) -> Iterator[Conference]:
    numbers = tuple(f"2{number:04}" for number in range(1, count + 1))
    words = ["ami", CONFERENCE, CONSOLE, CONSOLE_SECRET, str(ROUND_TRIP_S), *numbers]
    with subprocess.Popen(
        [sys.executable, "-m", "bench.mcu_child", *words],
        stdout=subprocess.PIPE, text=True,
    ) as child:  # fmt: skip
        assert child.stdout
        try:
            yield Conference(f"{count} simulated", int(child.stdout.readline()), numbers)
        finally:
            child.kill()

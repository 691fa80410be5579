"""Time takes at the simulated OBS, which is a process of its own."""

import asyncio
from collections.abc import Iterator

from bench.figure import Figure
from bench.mixer_run import FULL, ROUND_TRIP_S, SHORT, child_port, takes, takes_by_key
from tests.support.mixer.real_obs import PASSWORD
from tests.support.mixer.witness import FADE_MS

_NAME = "simulated OBS"


def measure(is_short: bool) -> Iterator[Figure]:
    effort = SHORT if is_short else FULL
    for measured in (takes, takes_by_key):
        with child_port("bench.mixer_child", PASSWORD, str(ROUND_TRIP_S), str(FADE_MS / 1_000)) as port:
            yield from asyncio.run(measured(_NAME, port, effort))

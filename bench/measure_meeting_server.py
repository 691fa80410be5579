"""Time commands to a simulated Cisco Meeting Server of twenty sites until 'confirmed by the device'.

The server is a process of its own, over a path with a round trip of 20 ms; it ends the connection after each
answer. The handshakes of TCP and TLS are not on that path.
"""

import asyncio
from collections.abc import Iterator

from bench.conference_run import FULL, ROUND_TRIP_S, SHORT, Conference, Effort, command_figures
from bench.figure import Figure
from bench.mixer_run import child_port
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.secret import Secret
from gbdt_console.devices.cms.client import CmsClient, CmsLogin
from gbdt_console.devices.drivers.cisco_meeting_server import MeetingServer
from gbdt_console.devices.transports.http import HttpPlace

_SITES, _SHORT_SITES = 20, 5
_LOOPBACK, _SPACE, _USER, _PASSWORD = "127.0.0.1", "giaoban", "console", "measurement"


def measure(is_short: bool) -> Iterator[Figure]:
    count = _SHORT_SITES if is_short else _SITES
    numbers = tuple(f"2{number:03}" for number in range(1, count + 1))
    words = ("cms", _SPACE, _USER, _PASSWORD, str(ROUND_TRIP_S), *numbers)
    with child_port("bench.mcu_child", *words) as port:
        conference = Conference(f"simulated Meeting Server, {count} sites", port, numbers, _driver)
        yield from asyncio.run(_commands(conference, SHORT if is_short else FULL))


def _driver(port: int) -> MeetingServer:
    client = CmsClient(HttpPlace(_LOOPBACK, port, None), CmsLogin(_USER, Secret(_PASSWORD)))
    return MeetingServer((client,), SystemClock(), _SPACE, is_protected=False)


async def _commands(conference: Conference, effort: Effort) -> list[Figure]:
    return [figure async for figure in command_figures(conference, effort)]

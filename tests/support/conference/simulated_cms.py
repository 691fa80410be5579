"""The console's driver of a Meeting Server connected to simulated Call Bridges on loopback."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from gbdt_console.core.clock import Clock, SystemClock
from gbdt_console.core.secret import Secret
from gbdt_console.devices.cms.client import CmsClient, CmsLogin
from gbdt_console.devices.drivers.cisco_meeting_server import MeetingServer
from gbdt_console.devices.transports.http import HttpPlace
from gbdt_console.driver_contract.mcu import Seen
from gbdt_console.simulator.cms.mcu import CmsMcu
from tests.support.conference.cms_raw import RawCms, seen_by

HOST, ROOM = "127.0.0.1", "giaoban"
CONSOLE, WITNESS, PASSWORD = "console", "witness", "zq-cms-password"
NUMBERS = ("02140000001", "02140000002", "02140000003")


def driver(
    ports: Sequence[int],
    password: str = PASSWORD,
    *,
    chair: str = "",
    clock: Clock | None = None,
    room: str = ROOM,
) -> MeetingServer:
    """A driver that is not open yet; the first port is that of the first bridge."""
    login = CmsLogin(CONSOLE, Secret(password))
    clients = tuple(CmsClient(HttpPlace(HOST, port, None), login) for port in ports)
    return MeetingServer(clients, clock or SystemClock(), room, chair_number=chair, is_protected=False)


@dataclass
class CmsPeer:
    """The contract's view of it."""

    sim: CmsMcu
    bridges: tuple[CmsMcu, ...]
    ports: tuple[int, ...]
    chair: str = ""
    numbers: tuple[str, ...] = NUMBERS
    dialable: str = NUMBERS[0]
    undialable: str = "02149999999"
    pushes: bool = False

    def mcu(self) -> MeetingServer:
        return driver(self.ports, chair=self.chair)

    def stranger(self) -> MeetingServer:
        return driver(self.ports, "wrong")

    async def seen(self) -> Seen:
        return await asyncio.to_thread(lambda: seen_by(self._witnesses()))

    async def importances(self) -> dict[str, int]:
        """By number, who has an importance, as the second client sees it."""
        return await asyncio.to_thread(lambda: self._witnesses()[0].importances())

    async def layouts(self) -> set[str | None]:
        """The layouts that participants see, as the second client sees it."""
        legs = await asyncio.to_thread(lambda: self._witnesses()[0].legs())
        return {leg.findtext("status/layout") for leg in legs}

    async def join(self, number: str) -> None:
        self.sim.join(number, "Điểm")

    async def cut(self) -> None:
        for bridge in self.bridges:
            bridge.drop_connections()

    async def lose(self) -> None:
        for bridge in self.bridges:
            bridge.set_unreachable(True)

    def _witnesses(self) -> list[RawCms]:
        return [RawCms(HOST, port, WITNESS, PASSWORD) for port in self.ports]


@asynccontextmanager
async def cms(
    *numbers: str, chair: str = "", clock: Clock | None = None, bridges: int = 1
) -> AsyncIterator[CmsPeer]:
    """A Meeting Server with these in the call, else three, dealt out to its bridges in turn."""
    now = clock.monotonic if clock is not None else None
    users = {CONSOLE: PASSWORD, WITNESS: PASSWORD}
    first = CmsMcu(ROOM, users, now)
    made = (first, *(CmsMcu(ROOM, users, now, of=first) for _ in range(bridges - 1)))
    joined = numbers or NUMBERS
    first.call.homes.update({number: place % bridges for place, number in enumerate(joined)})
    for number in joined:
        first.join(number, f"Điểm {number}")
    first.dialable[joined[0]] = (joined[0], "Sa Pa")
    ports = [await bridge.start(HOST) for bridge in made]
    try:
        yield CmsPeer(first, made, tuple(ports), chair, joined, joined[0])
    finally:
        for bridge in made:
            bridge.close()

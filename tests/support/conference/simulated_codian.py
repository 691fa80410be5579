"""The console's driver of a Codian connected to the simulated one on loopback."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from gbdt_console.core.clock import Clock, SystemClock
from gbdt_console.core.secret import Secret
from gbdt_console.devices.codian.client import CodianClient, CodianLogin
from gbdt_console.devices.drivers.cisco_codian import CiscoMcu
from gbdt_console.devices.transports.http import HttpPlace
from gbdt_console.driver_contract.mcu import Seen
from gbdt_console.simulator.codian.mcu import CodianMcu
from tests.support.conference.codian_raw import RawCodian, seen_by

HOST, ROOM = "127.0.0.1", "giaoban"
CONSOLE, WITNESS, PASSWORD = "console", "witness", "zq-mcu-password"
NUMBERS = ("02140000001", "02140000002", "02140000003")


def driver(
    port: int, password: str = PASSWORD, *, chair: str = "", clock: Clock | None = None, room: str = ROOM
) -> CiscoMcu:
    """A driver that is not open yet."""
    client = CodianClient(HttpPlace(HOST, port, None), CodianLogin(CONSOLE, Secret(password)))
    return CiscoMcu(client, clock or SystemClock(), room, chair_number=chair, is_protected=False)


@dataclass
class CodianPeer:
    """The contract's view of it."""

    sim: CodianMcu
    port: int
    chair: str = ""
    numbers: tuple[str, ...] = NUMBERS
    dialable: str = NUMBERS[0]
    undialable: str = "02149999999"
    pushes: bool = False

    def mcu(self) -> CiscoMcu:
        return driver(self.port, chair=self.chair)

    def stranger(self) -> CiscoMcu:
        return driver(self.port, "wrong")

    async def seen(self) -> Seen:
        return await asyncio.to_thread(self._look)

    async def panes(self) -> list[str]:
        """The number in each pane, as the second client sees it."""
        return await asyncio.to_thread(lambda: self._witness().panes())

    async def view(self, number: str) -> dict[str, object]:
        """What a participant sees, as the second client sees it."""
        return await asyncio.to_thread(lambda: self._witness().view(number))

    async def join(self, number: str) -> None:
        self.sim.join(number, "Điểm")

    async def cut(self) -> None:
        self.sim.drop_connections()

    async def lose(self) -> None:
        self.sim.set_unreachable(True)

    def _witness(self) -> RawCodian:
        return RawCodian(HOST, self.port, WITNESS, PASSWORD, ROOM)

    def _look(self) -> Seen:
        with self._witness() as witness:
            return seen_by(witness)


@asynccontextmanager
async def codian(*numbers: str, chair: str = "", clock: Clock | None = None) -> AsyncIterator[CodianPeer]:
    """A Codian with these in the conference, else three; its time is the loop's unless `clock` is given."""
    now = clock.monotonic if clock is not None else None
    sim = CodianMcu(ROOM, {CONSOLE: PASSWORD, WITNESS: PASSWORD}, now)
    joined = numbers or NUMBERS
    for number in joined:
        sim.join(number, f"Điểm {number}")
    sim.dialable[joined[0]] = (joined[0], "Sa Pa")
    peer = CodianPeer(sim, await sim.start(HOST), chair, joined, joined[0])
    try:
        yield peer
    finally:
        sim.close()

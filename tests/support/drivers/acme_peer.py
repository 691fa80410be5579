"""A simulated Acme MCU for the example of docs/drivers.md; it runs in a folder of its own, beside that."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from acme_mcu import SPEC, AcmeMcu

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import DeviceControl
from gbdt_console.devices.driver import ControlTarget
from gbdt_console.driver_contract.mcu import Seen

HOST, ROOM, PASSWORD = "127.0.0.1", "giaoban", "zq-acme-password"


@dataclass
class Leg:
    number: str
    is_blocked: bool = False


@dataclass
class AcmePeer:
    port: int = 0
    numbers: tuple[str, ...] = ("02140000001", "02140000002", "02140000003")
    dialable: str = ""
    undialable: str = ""
    pushes: bool = False
    legs: dict[str, Leg] = field(default_factory=dict)
    joined: int = 0
    lines: set[asyncio.StreamWriter] = field(default_factory=set)

    def mcu(self, password: str = PASSWORD) -> AcmeMcu:
        control = DeviceControl("acme-mcu", "tcp", self.port, "", Secret(password), {"room": ROOM})
        return SPEC.build(ControlTarget(HOST, control, SystemClock(), Path("known_hosts")))

    def stranger(self) -> AcmeMcu:
        return self.mcu("wrong")

    async def seen(self) -> Seen:
        blocked = frozenset(leg.number for leg in self.legs.values() if leg.is_blocked)
        return Seen(frozenset(leg.number for leg in self.legs.values()), blocked, False, None)

    async def join(self, number: str) -> None:
        self.joined += 1
        self.legs[f"leg-{self.joined}"] = Leg(number)

    async def cut(self) -> None:
        for line in self.lines:
            line.close()

    async def lose(self) -> None:
        await self.cut()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.lines.add(writer)
        is_known = False
        while words := (await reader.readline()).decode().split():
            is_known = is_known or words == ["LOGIN", PASSWORD]
            rows = self.answer(*words) if is_known else ["NO login"]
            writer.write("".join(f"{row}\n" for row in rows).encode())
        self.lines.discard(writer)
        writer.close()

    def answer(self, word: str, room: str, leg_id: str = "") -> list[str]:
        leg = self.legs.get(leg_id)
        match word:
            case "LIST":
                rows = [
                    f"{one} {leg.number} {'blocked' if leg.is_blocked else 'open'} Sa Pa"
                    for one, leg in self.legs.items()
                ]
                return [*rows, "OK"]
            case "BLOCK" | "UNBLOCK" if leg is not None:
                leg.is_blocked = word == "BLOCK"
            case "DROP" if leg is not None:
                del self.legs[leg_id]
            case "LOGIN":
                pass
            case _:
                return ["NO such leg"]
        return ["OK"]


@asynccontextmanager
async def acme_peer() -> AsyncIterator[AcmePeer]:
    peer = AcmePeer()
    server = await asyncio.start_server(peer.talk, HOST, 0)
    peer.port = server.sockets[0].getsockname()[1]
    for number in peer.numbers:
        await peer.join(number)
    try:
        yield peer
    finally:
        await peer.cut()
        server.close()

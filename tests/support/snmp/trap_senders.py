"""Senders of traps for tests: net-snmp's own tools, and messages made here byte by byte."""

import asyncio
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gbdt_console.core.clock import Clock, SystemClock
from gbdt_console.core.monitoring.traps import TrapNotice
from gbdt_console.core.sites import Device, DeviceKind, SnmpCredential
from gbdt_console.devices.transports.traps.listener import TrapSocket
from tests.support.snmp.rogue import OCTETS, TIME_TICKS, integer, oid, tlv

TRAP_V1, INFORM, TRAP, IP_ADDRESS = 0xA4, 0xA6, 0xA7, 0x40
LINK_DOWN = "1.3.6.1.6.3.1.1.5.3"
COLD_START = "1.3.6.1.6.3.1.1.5.1"
IF_INDEX = "1.3.6.1.2.1.2.2.1.1"

Binds = Sequence[tuple[str, bytes]]


def device(credential: SnmpCredential | None, address: str = "127.0.0.1", name: str = "ups") -> Device:
    """A device of the site sapa at a loopback address."""
    return Device(f"sapa.{name}", "sapa", DeviceKind.UPS, name, "ups-mib", address, credential)


def variables(binds: Binds) -> bytes:
    return tlv(0x30, b"".join(tlv(0x30, oid(name) + value) for name, value in binds))


def version_2(community: str, trap: str, binds: Binds = (), verb: int = TRAP, number: int = 7) -> bytes:
    """A version 2c trap or inform."""
    heads = [("1.3.6.1.2.1.1.3.0", integer(5, TIME_TICKS)), ("1.3.6.1.6.3.1.1.4.1.0", oid(trap))]
    pdu = integer(number) + integer(0) + integer(0) + variables([*heads, *binds])
    return tlv(0x30, integer(1) + tlv(OCTETS, community.encode()) + tlv(verb, pdu))


def version_1(community: str, enterprise: str, generic: int, specific: int, binds: Binds = ()) -> bytes:
    """A version 1 trap."""
    pdu = oid(enterprise) + tlv(IP_ADDRESS, bytes([127, 0, 0, 1])) + integer(generic) + integer(specific)
    pdu += integer(5, TIME_TICKS) + variables(binds)
    return tlv(0x30, integer(0) + tlv(OCTETS, community.encode()) + tlv(TRAP_V1, pdu))


@dataclass
class Listener:
    """A real TrapSocket on loopback and all it took; use it as an async context."""

    devices: Sequence[Device]
    clock: Clock = field(default_factory=SystemClock)
    notices: list[TrapNotice] = field(default_factory=list)
    port: int = 0

    async def __aenter__(self) -> "Listener":
        self._news = asyncio.Event()
        self._socket = TrapSocket(self.devices, self.port, self.clock)
        self._socket.open(self._take)
        self.port = self._socket.port
        return self

    async def __aexit__(self, *_: object) -> None:
        self._socket.close()

    def counters(self) -> dict[str, int]:
        return self._socket.counters()

    async def until_received(self, count: int) -> None:
        """Wait until so many datagrams were read."""
        async with asyncio.timeout(60):
            while self._socket.counters()["trap.received"] < count:
                await asyncio.sleep(0)

    async def until_taken(self, count: int) -> list[TrapNotice]:
        """Wait until so many traps were taken."""
        async with asyncio.timeout(60):
            while len(self.notices) < count:
                self._news.clear()
                await self._news.wait()
        return self.notices

    def _take(self, notice: TrapNotice) -> None:
        self.notices.append(notice)
        self._news.set()


async def net_snmp(folder: Path, tool: str, port: int, *words: str, trap: Sequence[str] = ()) -> int:
    """Run snmptrap or snmpinform to its end; its exit code. `words` say version and credential."""
    program = shutil.which(tool)
    assert program is not None, f"{tool} is not installed: apt-get install snmp"
    environment = {
        "PATH": os.environ["PATH"],
        "MIBS": "",
        "SNMPCONFPATH": str(folder),
        "SNMP_PERSISTENT_DIR": str(folder),
    }
    done = await asyncio.create_subprocess_exec(
        program, *words, "-t", "1", "-r", "1", f"127.0.0.1:{port}", *trap,
        env=environment, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    return await done.wait()


async def captured(send: Callable[[int], object]) -> bytes:
    """The first datagram that `send` sends to the port it is given."""
    loop = asyncio.get_running_loop()
    first: asyncio.Future[bytes] = loop.create_future()

    class Catch(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: object) -> None:
            if not first.done():
                first.set_result(data)

    transport, _ = await loop.create_datagram_endpoint(Catch, local_addr=("127.0.0.1", 0))
    try:
        sending = send(transport.get_extra_info("sockname")[1])
        if asyncio.iscoroutine(sending):
            await sending
        async with asyncio.timeout(60):
            return await first
    finally:
        transport.close()

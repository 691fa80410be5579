"""Measure the simulated province's start, and its CPU under polling."""

import asyncio
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.figure import Figure, Work
from gbdt_console.core.carriers import ContractTargets, Line
from gbdt_console.core.monitoring.echo import EchoOutcome
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import (
    AuthProtocol,
    Centre,
    Device,
    DeviceControl,
    DeviceKind,
    Intervals,
    Mcu,
    Network,
    PrivacyProtocol,
    Site,
    SnmpCredential,
    SnmpVersion,
)
from gbdt_console.devices.ami.client import AmiLogin
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge
from gbdt_console.simulator.icmp.echo_transport import SimulatedEcho
from gbdt_console.simulator.process import RunningSimulator, start
from gbdt_console.simulator.snmp.ber import NULL, Oid
from gbdt_console.simulator.snmp.messages import (
    Binding,
    CommunityMessage,
    PduKind,
    SimulatedPdu,
    Version,
    encode_message,
)
from gbdt_console.simulator.snmp.v3 import (
    AUTHENTIC,
    PRIVATE,
    Security,
    V3Message,
    encode_envelope,
    encode_scoped,
    localise,
)
from gbdt_console.simulator.world.plan import PlannedDevice, ProvincePlan, on_loopback, plan_for
from gbdt_console.simulator.world.world import World

MCU = Mcu(
    "127.0.0.1",
    DeviceControl("asterisk-confbridge", "ami", 5038, "console", Secret("x"), {"conference": "giaoban"}),
)
MCU_PORTS = 250
SNMP_EVERY_S = 5
LONGEST_REPORT = 180
_LAST_ANSWER_S = 0.3
"""Seconds for the answers that are still under way at the end."""
SYSTEM: list[Oid] = [(1, 3, 6, 1, 2, 1, 1, number, 0) for number in (1, 2, 3, 5, 6)]
USER = SnmpCredential(
    "routers", SnmpVersion.V3, None, "console",
    AuthProtocol.SHA256, Secret("x"), PrivacyProtocol.AES128, Secret("x"),
)  # fmt: skip
COMMUNITY = SnmpCredential("rooms", SnmpVersion.V2C, community=Secret("x"))
KINDS = (
    (DeviceKind.ROUTER, "if-mib", USER),
    (DeviceKind.CODEC, "ping", None),
    (DeviceKind.UPS, "ups-mib", COMMUNITY),
    (DeviceKind.PROBE, "room-probe", COMMUNITY),
)
ASKED: dict[str, list[Oid]] = {
    "if-mib": [(1, 3, 6, 1, 2, 1, 2, 2, 1, column, 1) for column in (2, 3, 5, 7, 8, 9, 13, 14, 19, 20)]
    + [(1, 3, 6, 1, 2, 1, 31, 1, 1, 1, column, 1) for column in (1, 6, 10, 15, 19)],
    "ups-mib": [(1, 3, 6, 1, 2, 1, 33, 1, 2, column, 0) for column in range(1, 8)]
    + [(1, 3, 6, 1, 2, 1, 33, 1, 4, 4, 1, column, 1) for column in range(2, 6)],
    "room-probe": [(1, 3, 6, 1, 4, 1, 318, 1, 1, 25, 1, 2, 1, column, 1, 1) for column in (6, 7, 10)]
    + SYSTEM,
}


@dataclass(frozen=True, slots=True)
class _Size:
    """How much is measured.

    sites: sites that are polled
    country: sites of the province that is only started
    warm_s: seconds of polling before the measurement
    measured_s: seconds of polling that are measured
    """

    sites: int
    country: int
    warm_s: int
    measured_s: int


_FULL, _SHORT = _Size(220, 3_400, SNMP_EVERY_S, 15), _Size(11, 40, 0, 2)


def measure(is_short: bool) -> Iterator[Figure]:
    size = _SHORT if is_short else _FULL
    cpu, answers = asyncio.run(_polled(size))
    name = f"simulator, {size.sites} sites, ICMP and roster 1 s + SNMP {SNMP_EVERY_S} s"
    yield Figure(name, "% of a core", cpu, answers, budget=25)
    name = f"simulator, {size.country} sites x 3 devices, start"
    yield Figure(name, "s", asyncio.run(_started(size.country)), Work(1, 1, "starts"), budget=10)


def network(sites: int, devices: int = len(KINDS)) -> Network:
    def site(number: int) -> Site:
        name = f"s{number}"
        return Site(
            name, number, name, "", Line("c", name, None, ContractTargets()),
            tuple(Device(f"{name}.{kind}", name, kind, kind, driver, "", snmp)
                  for kind, driver, snmp in KINDS[:devices]),
            conference_number=str(2_000 + number) if number <= MCU_PORTS else "",
        )  # fmt: skip

    return Network(
        "bench", "bench", "UTC", "en", Centre("centre", "", mcu=MCU), tuple(map(site, range(1, sites + 1))),
        {}, {}, {}, {}, Intervals(), "",
    )  # fmt: skip


async def _started(sites: int) -> float:
    plan = plan_for(on_loopback(network(sites, devices=3)), seed=1)
    began_s = time.monotonic()
    async with await start(plan):
        return time.monotonic() - began_s


async def _polled(size: _Size) -> tuple[float, Work]:
    """Return the CPU while everything is polled, in percent of a core, and the answers to all questions."""
    plan = plan_for(on_loopback(network(size.sites)), seed=1)
    async with await start(plan) as simulator:
        asker = Asker(plan, simulator)
        try:
            await asker.open()
            await asker.ask(size.warm_s)
            before_s = _cpu_s(simulator.pid)
            took_s = await asker.ask(size.measured_s)
            await asyncio.sleep(_LAST_ANSWER_S)
            return 100 * (_cpu_s(simulator.pid) - before_s) / took_s, asker.answers()
        finally:
            await asker.close()


class Asker(asyncio.DatagramProtocol):
    """Sends prepared requests at an even rate.

    Nearly all CPU is the simulator's.
    """

    def __init__(self, plan: ProvincePlan, simulator: RunningSimulator) -> None:
        self._echo = SimulatedEcho(simulator.echo)
        self._echo.open([device.address for device in plan.devices], self._count)
        world = World(plan, time.monotonic())
        self._plan = plan
        self._requests = [
            (_request(device, plan, world), (device.address, device.port))
            for device in plan.devices
            if device.credential
        ]
        self._sent = self._answered = 0
        self._transport: asyncio.DatagramTransport | None = None
        mcu = plan.mcu
        assert mcu is not None
        self._mcu = ConfBridge(AmiLogin(mcu.address, mcu.port, mcu.user, mcu.password), mcu.conference)

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 0))
        await self._mcu.open()

    async def ask(self, seconds: int) -> float:
        """Ask for so many seconds; return the seconds that it took."""
        assert self._transport is not None
        loop = asyncio.get_running_loop()
        ticks = 50
        began_s = loop.time()
        for tick in range(seconds * ticks):
            for target in range(tick % ticks, len(self._plan.devices), ticks):
                self._echo.probe(target)
            for request, address in self._requests[tick % (SNMP_EVERY_S * ticks) :: SNMP_EVERY_S * ticks]:
                self._transport.sendto(request, address)
                self._sent += 1
            if tick % ticks == 0:
                self._sent += 1
                state = await self._mcu.conference()
                self._answered += len(state.participants) == len(self._plan.sites)
            await asyncio.sleep(max(0.0, began_s + (tick + 1) / ticks - loop.time()))
        return loop.time() - began_s

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Count an answer by its length; error reports are shorter."""
        self._answered += len(data) > LONGEST_REPORT

    def answers(self) -> Work:
        """Return the answers to all questions until now."""
        pings = self._echo.counters()
        return Work(self._answered + pings["replies"], self._sent + pings["sent"], "questions answered")

    async def close(self) -> None:
        await self._mcu.close()
        self._echo.close()
        if self._transport is not None:
            self._transport.close()

    def _count(self, outcomes: Sequence[EchoOutcome]) -> None:
        """Ignore the outcomes, which SimulatedEcho counts."""


def _request(device: PlannedDevice, plan: ProvincePlan, world: World) -> bytes:
    credential = plan.credentials[device.credential]
    pdu = SimulatedPdu(PduKind.GET, 1, 0, 0, tuple(Binding(oid, NULL) for oid in ASKED[device.driver]))
    if credential.version is not SnmpVersion.V3:
        assert credential.community is not None
        return encode_message(CommunityMessage(Version.V2C, credential.community.reveal().encode(), pdu))
    room, machine = world.places[device.id]
    engine_id = machine.engine_id
    security = Security(engine_id, machine.boots, int(room.uptime_s(machine)), b"console", salt=os.urandom(8))
    sealed = V3Message(1, 1_500, AUTHENTIC | PRIVATE, security, encode_scoped(engine_id, b"", pdu))
    return encode_envelope(sealed, localise(credential, engine_id))


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

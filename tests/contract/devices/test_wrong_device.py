"""Each driver of an MCU at each other simulated device: told by name within ten seconds, nothing changed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.secret import Secret
from gbdt_console.devices.ami.client import AmiLogin
from gbdt_console.devices.control import ListsParticipants
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge
from gbdt_console.driver_contract.checking import refusal_of
from gbdt_console.simulator.ami.mcu import AmiMcu
from gbdt_console.simulator.ami.session import AmiUser
from gbdt_console.simulator.ami.simulated_mcu import SimulatedMcu
from gbdt_console.simulator.cms.mcu import CmsMcu
from gbdt_console.simulator.codian.mcu import CodianMcu
from tests.support.conference import simulated_cms, simulated_codian

pytestmark = pytest.mark.real

HOST, ROOM, USER, SECRET = "127.0.0.1", "giaoban", "console", "zq-secret"
NUMBERS = ["2001", "2002"]
WITHIN_S = 10.0

DRIVERS: dict[str, Callable[[int], ListsParticipants]] = {
    "asterisk": lambda port: ConfBridge(AmiLogin(HOST, port, USER, Secret(SECRET)), ROOM),
    "codian": lambda port: simulated_codian.driver(port, SECRET),
    "meeting-server": lambda port: simulated_cms.driver([port], SECRET),
}
DEVICES: dict[str, tuple[ControlFault, Callable[[], SimulatedMcu]]] = {
    "asterisk": (ControlFault.IS_ASTERISK, lambda: AmiMcu(ROOM, {USER: AmiUser(SECRET)})),
    "codian": (ControlFault.IS_CODIAN, lambda: CodianMcu(ROOM, {USER: SECRET})),
    "meeting-server": (ControlFault.IS_MEETING_SERVER, lambda: CmsMcu(ROOM, {USER: SECRET})),
}
WRONG = [(driver, device) for driver in DRIVERS for device in DEVICES if driver != device]


@asynccontextmanager
async def running(device: str) -> AsyncIterator[tuple[SimulatedMcu, int]]:
    sim = DEVICES[device][1]()
    try:
        for number in NUMBERS:
            sim.conference.enter(number, f"Điểm {number}", number)
        yield sim, await sim.start(HOST)
    finally:
        sim.close()


@pytest.mark.parametrize(("driver", "device"), WRONG)
async def test_another_device_is_told_by_name_and_left_alone(driver: str, device: str) -> None:
    async with running(device) as (sim, port):
        mcu = DRIVERS[driver](port)
        async with asyncio.timeout(WITHIN_S):
            error = await refusal_of(mcu.open())
        assert error.fault is DEVICES[device][0]
        assert SECRET not in repr(error)
        assert sim.numbers() == NUMBERS
        assert not any(sim.is_blocked(number) for number in NUMBERS)
        assert not sim.conference.is_locked
        await mcu.close()


@pytest.mark.parametrize("driver", DRIVERS)
async def test_what_nobody_knows_stays_what_the_driver_met(driver: str) -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        await reader.read()
        writer.close()

    server = await asyncio.start_server(greet, HOST, 0)
    async with server:
        mcu = DRIVERS[driver](server.sockets[0].getsockname()[1])
        assert (await refusal_of(mcu.open())).fault in (ControlFault.MALFORMED, ControlFault.SILENT)
        await mcu.close()

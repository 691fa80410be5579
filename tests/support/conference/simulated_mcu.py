"""The console's driver connected to the simulated MCU on loopback."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gbdt_console.core.secret import Secret
from gbdt_console.devices.ami.client import AmiLogin
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge
from gbdt_console.simulator.ami.mcu import AmiMcu
from gbdt_console.simulator.ami.session import AmiUser

HOST, SECRET, ROOM = "127.0.0.1", "zq-mcu-password", "giaoban"


@asynccontextmanager
async def console(*numbers: str, room: str = ROOM) -> AsyncIterator[tuple[AmiMcu, ConfBridge]]:
    """These are in the conference before the console is connected."""
    async with consoles(1, *numbers, room=room) as (sim, (mcu,)):
        yield sim, mcu


@asynccontextmanager
async def consoles(
    count: int, *numbers: str, room: str = ROOM
) -> AsyncIterator[tuple[AmiMcu, list[ConfBridge]]]:
    """Several consoles of one MCU; all but the first stand for a console that was started again."""
    sim = AmiMcu(room, {"dieuhanh": AmiUser(SECRET)})
    for number in numbers:
        sim.join(number)
    login = AmiLogin(HOST, await sim.start(HOST), "dieuhanh", Secret(SECRET))
    mcus = [ConfBridge(login, room) for _ in range(count)]
    try:
        for mcu in mcus:
            await mcu.open()
        yield sim, mcus
    finally:
        for mcu in mcus:
            await mcu.close()
        sim.close()

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
async def console(*numbers: str) -> AsyncIterator[tuple[AmiMcu, ConfBridge]]:
    """These are in the conference before the console is connected."""
    sim = AmiMcu(ROOM, {"dieuhanh": AmiUser(SECRET)})
    for number in numbers:
        sim.join(number)
    mcu = ConfBridge(AmiLogin(HOST, await sim.start(HOST), "dieuhanh", Secret(SECRET)), ROOM)
    try:
        await mcu.open()
        yield sim, mcu
    finally:
        await mcu.close()
        sim.close()

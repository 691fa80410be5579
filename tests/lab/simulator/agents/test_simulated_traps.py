"""An independent receiver, net-snmp's snmptrapd, understands what the simulated agents tell."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from gbdt_console.core.sites import SnmpCredential, SnmpVersion
from gbdt_console.simulator.process import start
from gbdt_console.simulator.world.faults import FaultCode, WorldFault
from gbdt_console.simulator.world.plan import ProvincePlan
from gbdt_console.simulator.world.room import BOOT_S
from gbdt_console.simulator.world.world import World
from tests.support.simulator.sample import plan

WITHIN_S = 20
TRAP_OID = ".1.3.6.1.6.3.1.1.4.1.0 = OID: ."


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def believed(province: ProvincePlan) -> str:
    """The settings of a receiver that believes these agents and nobody else."""
    world = World(province, 0.0)
    lines = ["disableAuthorization no"]
    for device in province.devices:
        if device.credential:
            _, machine = world.places[device.id]
            lines.append(_entry(province.credentials[device.credential], machine.engine_id.hex()))
    users = {f"authUser log {c.user} priv" for c in province.credentials.values() if c.user}
    return "\n".join([*dict.fromkeys(lines), *users]) + "\n"


def _entry(credential: SnmpCredential, engine_id: str) -> str:
    if credential.version is not SnmpVersion.V3:
        return f"authCommunity log {credential.community.reveal()}"
    passwords = credential.auth_password.reveal(), credential.privacy_password.reveal()
    return f"createUser -e 0x{engine_id} {credential.user} SHA-256 {passwords[0]} AES {passwords[1]}"


@asynccontextmanager
async def snmptrapd(province: ProvincePlan, folder: Path) -> AsyncIterator[asyncio.StreamReader]:
    """What the receiver prints: a line for each trap, its sender first."""
    program = shutil.which("snmptrapd")
    assert program is not None, "snmptrapd is not installed: apt-get install snmptrapd"
    settings = folder / "snmptrapd.conf"
    settings.write_text(believed(province))
    child = await asyncio.create_subprocess_exec(
        program, "-f", "-C", "-c", str(settings), "-On", "-Lo", "-F", "TRAP %b | %v\n",
        f"udp:127.0.0.1:{province.trap_port}",
        env={"MIBS": "", "SNMP_PERSISTENT_DIR": str(folder), "SNMPCONFPATH": str(folder)},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    assert child.stdout is not None
    try:
        await _line(child.stdout, "NET-SNMP version")
        yield child.stdout
    finally:
        child.terminate()
        await child.wait()


async def _line(printed: asyncio.StreamReader, *parts: str) -> None:
    """Wait for a line that holds all of them."""
    seen: list[str] = []
    try:
        async with asyncio.timeout(WITHIN_S):
            while line := (await printed.readline()).decode():
                seen.append(line)
                if all(part in line for part in parts):
                    return
    except TimeoutError:
        pass
    raise AssertionError(f"no line with {parts} in {seen}")


async def test_snmptrapd_takes_the_traps_of_version_2c_and_3(tmp_path: Path) -> None:
    province = replace(plan(1), trap_port=free_port())
    address = {device.id: device.address for device in province.devices}
    async with snmptrapd(province, tmp_path) as printed, await start(province) as simulator:
        await simulator.inject(WorldFault(FaultCode.MAINS_LOST, "site-1", 30))
        await _line(
            printed, address["site-1.ups"], f"{TRAP_OID}1.3.6.1.2.1.33.2.1", "33.1.2.3.0 = INTEGER: 30"
        )
        await simulator.inject(WorldFault(FaultCode.UNPLUG_LAN, "site-1"))
        await _line(printed, address["site-1.router"], f"{TRAP_OID}1.3.6.1.6.3.1.1.5.3", 'STRING: "Vlan1"')
        await simulator.inject(WorldFault(FaultCode.REBOOT, "site-1.router"))
        await simulator.step(BOOT_S + 1)
        await _line(printed, address["site-1.router"], f"{TRAP_OID}1.3.6.1.6.3.1.1.5.1")

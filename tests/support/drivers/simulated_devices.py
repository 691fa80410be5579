"""A simulated device of each family that is controlled, with the settings of its driver."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any, NamedTuple

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import DeviceControl, OptionValue
from gbdt_console.devices.driver import ControlTarget
from gbdt_console.devices.registry import control_specs
from gbdt_console.simulator.ami.mcu import AmiMcu
from gbdt_console.simulator.ami.session import AmiUser
from gbdt_console.simulator.cms.mcu import CmsMcu
from gbdt_console.simulator.codian.mcu import CodianMcu
from gbdt_console.simulator.tls import own_tls
from gbdt_console.simulator.world.camera import SimulatedCamera
from gbdt_console.simulator.world.codec import Misbehaviour, SimulatedCodec
from tests.support.conference.simulated_cms import cms
from tests.support.conference.simulated_codian import codian
from tests.support.mixer.simulated_mixer import simulated_peer
from tests.support.rooms.camera_listeners import TcpCamera, UdpCamera
from tests.support.rooms.codec_listeners import SshListener, TelnetListener
from tests.support.rooms.simulated_onvif import PASSWORD as ONVIF_PASSWORD
from tests.support.rooms.simulated_onvif import USER as ONVIF_USER
from tests.support.rooms.simulated_onvif import onvif
from tests.support.rooms.xapi_listeners import USER
from tests.support.rooms.xapi_office import PASSWORD as XAPI_PASSWORD
from tests.support.rooms.xapi_office import xapi_office

HOST, PASSWORD = "127.0.0.1", "Cau-giay-7301"
NUMBERS = ("02140000001", "02140000002")


class Device(NamedTuple):
    """A device to record: its settings, and what must not stay in the file."""

    at: str
    driver: str
    wire: str
    port: int
    user: str = ""
    password: str = ""
    options: Mapping[str, OptionValue] = MappingProxyType({})
    names: tuple[str, ...] = ()
    state: Callable[[], object] = lambda: None
    """What somebody at the device sees of it, beside what its driver reads."""


_ORDERS = ("xcommand", "mute near o", "preset", "sleep", "wake", "hangup", "dial", "reboot")


def orders(codec: SimulatedCodec) -> list[str]:
    """What the codec was told to do."""
    return [line for line in codec.commands if any(order in line.lower() for order in _ORDERS)]


@asynccontextmanager
async def asterisk() -> AsyncIterator[Device]:
    sim = AmiMcu("giaoban", {"dieuhanh": AmiUser(PASSWORD)})
    for number in NUMBERS:
        sim.join(number)
    port = await sim.start(HOST)
    try:
        names = (*NUMBERS, "giaoban", "dieuhanh")
        yield Device(
            "mcu", "asterisk-confbridge", "ami", port, "dieuhanh", PASSWORD, {"conference": "giaoban"}, names
        )
    finally:
        sim.close()


@asynccontextmanager
async def cisco() -> AsyncIterator[Device]:
    async with codian(*NUMBERS) as peer:
        names = (*NUMBERS, "giaoban")
        yield Device(
            "mcu", "cisco-codian", "http", peer.port, "console", "zq-mcu-password",
            {"conference": "giaoban"}, names,
        )  # fmt: skip


@asynccontextmanager
async def encrypted_codian() -> AsyncIterator[Device]:
    sim = CodianMcu("giaoban", {"console": PASSWORD})
    for number in NUMBERS:
        sim.join(number, f"Điểm {number}")
    port = await sim.start(HOST, tls=own_tls("codian"))
    try:
        names = (*NUMBERS, "giaoban")
        options = {"conference": "giaoban"}
        yield Device("mcu", "cisco-codian", "https-unverified", port, "console", PASSWORD, options, names)
    finally:
        sim.close()


@asynccontextmanager
async def obs() -> AsyncIterator[Device]:
    async with simulated_peer() as peer:
        names = ("Bát Xát", "Chia đôi", "Giải lao")
        yield Device("mixer", "obs-websocket", "ws", peer.port, "", peer.password, {}, names)


@asynccontextmanager
async def polycom(listener: type[TelnetListener | SshListener], wire: str) -> AsyncIterator[Device]:
    codec = SimulatedCodec(serial="82071007E1DACD", misbehaviour=Misbehaviour(password=PASSWORD))
    codec.press_mute(True)
    door = listener(codec)
    await door.open()
    try:
        yield Device(
            "bac-ha.codec", "polycom-text", wire, door.port, "admin", PASSWORD, {}, ("82071007E1DACD",),
            lambda: orders(codec),
        )  # fmt: skip
    finally:
        await door.close()


@asynccontextmanager
async def camera(listener: type[TcpCamera | UdpCamera], driver: str, wire: str) -> AsyncIterator[Device]:
    door = listener(SimulatedCamera(asyncio.get_running_loop().call_later, {}))
    await door.open()
    try:
        yield Device("bac-ha.camera", driver, wire, door.port)
    finally:
        door.close()


@asynccontextmanager
async def xapi(wire: str) -> AsyncIterator[Device]:
    with TemporaryDirectory() as folder:
        async with xapi_office(Path(folder)) as office:
            options = {"camera": 1}
            yield Device(
                "bac-ha.codec", "cisco-xapi", wire, office.port(wire), USER, XAPI_PASSWORD, options,
                state=lambda: orders(office.codec),
            )  # fmt: skip


@asynccontextmanager
async def encrypted_meeting_server() -> AsyncIterator[Device]:
    """One whose driver reaches it, over TLS alone."""
    sim = CmsMcu("giaoban", {"console": PASSWORD})
    for number in NUMBERS:
        sim.join(number, f"Điểm {number}")
    port = await sim.start(HOST, tls=own_tls("cms"))
    try:
        names = (*NUMBERS, "giaoban")
        options = {"conference": "giaoban"}
        yield Device(
            "mcu", "cisco-meeting-server", "https-unverified", port, "console", PASSWORD, options, names
        )
    finally:
        sim.close()


@asynccontextmanager
async def meeting_server() -> AsyncIterator[Device]:
    async with cms() as peer:
        sim = peer.sim
        yield Device(
            "mcu", "cisco-meeting-server", "", peer.ports[0],
            state=lambda: (sim.numbers(), [sim.is_blocked(number) for number in sim.numbers()]),
        )  # fmt: skip


@asynccontextmanager
async def encrypted_camera() -> AsyncIterator[Device]:
    async with onvif(tls=own_tls("onvif")) as peer:
        yield Device(
            "bac-ha.camera",
            "onvif",
            "https-unverified",
            peer.port,
            ONVIF_USER,
            ONVIF_PASSWORD,
            state=peer.place,
        )


@asynccontextmanager
async def onvif_camera() -> AsyncIterator[Device]:
    async with onvif() as peer:
        yield Device("bac-ha.camera", "onvif", "", peer.port, state=peer.place)


DEVICES: Mapping[str, Callable[[], AbstractAsyncContextManager[Device]]] = {
    "asterisk": asterisk,
    "codian": cisco,
    "obs": obs,
    "polycom telnet": lambda: polycom(TelnetListener, "telnet"),
    "polycom ssh": lambda: polycom(SshListener, "ssh"),
    "visca udp": lambda: camera(UdpCamera, "visca-ip", "udp"),
    "visca tcp": lambda: camera(TcpCamera, "visca-tcp", "tcp"),
    "xapi wss": lambda: xapi("wss"),
    "xapi ssh": lambda: xapi("ssh"),
    "meeting server, TLS": encrypted_meeting_server,
    "codian, TLS": encrypted_codian,
    "onvif, TLS": encrypted_camera,
}
EVERY_DEVICE: Mapping[str, Callable[[], AbstractAsyncContextManager[Device]]] = {
    **DEVICES,
    "meeting server": meeting_server,
    "onvif": onvif_camera,
}
READS = ("conference", "frame", "is_muted", "calls", "screen_layout", "position")


async def reads(driver: str, wire: str, port: int, device: Device, options: dict[str, Any]) -> dict[str, Any]:
    """What the driver reads, each thing once."""
    control = DeviceControl(driver, wire, port, device.user, Secret(device.password), options)
    with TemporaryDirectory() as folder:
        known_hosts = Path(folder) / "known_hosts"
        connection: Any = control_specs()[driver].build(
            ControlTarget(HOST, control, SystemClock(), known_hosts)
        )
        await connection.open()
        try:
            return {name: await getattr(connection, name)() for name in READS if hasattr(connection, name)}
        finally:
            await connection.close()

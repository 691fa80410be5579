"""A simulated Cisco codec on real sockets, and the driver as sites.yaml would make it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import DeviceControl
from gbdt_console.devices.driver import ControlTarget
from gbdt_console.devices.drivers.cisco_xapi import CiscoXapi, build
from gbdt_console.simulator.cisco.device import Manners, XapiDevice
from gbdt_console.simulator.cisco.shell import ShellSession
from gbdt_console.simulator.world.codec import Misbehaviour, SimulatedCodec
from tests.support.rooms.codec_listeners import SshListener
from tests.support.rooms.xapi_listeners import USER, SocketListener

PASSWORD = "Cau-giay-7301"
WIRES = ("ssh", "wss")


@dataclass
class XapiOffice:
    """`folder` holds known_hosts and the certificate; `ports` are by wire."""

    device: XapiDevice
    folder: Path
    shell: SshListener
    socket: SocketListener

    @property
    def codec(self) -> SimulatedCodec:
        return self.device.codec

    @property
    def known_hosts(self) -> Path:
        return self.folder / "known_hosts"

    def port(self, wire: str) -> int:
        return self.shell.port if wire == "ssh" else self.socket.port

    def driver(self, wire: str, password: str = PASSWORD, port: int | None = None) -> CiscoXapi:
        options = {"allows_ssh_rsa": False, "camera": 1}
        control = DeviceControl("cisco-xapi", wire, port or self.port(wire), USER, Secret(password), options)
        return build(ControlTarget("127.0.0.1", control, SystemClock(), self.known_hosts))


@asynccontextmanager
async def xapi_office(folder: Path, manners: Manners | None = None) -> AsyncIterator[XapiOffice]:
    codec = SimulatedCodec(misbehaviour=Misbehaviour(password=PASSWORD))
    device = XapiDevice(codec, manners)
    shell = SshListener(codec, asks_by_prompt=True, open_talk=partial(ShellSession, device))
    socket = SocketListener(device, folder)
    async with AsyncExitStack() as open_ports:
        for port in (shell, socket):
            await port.open()
            open_ports.push_async_callback(port.close)
        yield XapiOffice(device, folder, shell, socket)

"""A driver at another maker's device: it says so by name, and orders nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import DeviceControl
from gbdt_console.devices.control import OTHER_DEVICE, Connects, ControlError
from gbdt_console.devices.driver import ControlTarget
from gbdt_console.devices.registry import control_specs
from gbdt_console.simulator.ami.mcu import AmiMcu
from gbdt_console.simulator.ami.session import AmiUser
from gbdt_console.simulator.world.codec import Misbehaviour, SimulatedCodec
from tests.support.rooms.codec_listeners import SshListener, TelnetListener
from tests.support.rooms.xapi_listeners import USER
from tests.support.rooms.xapi_office import PASSWORD, XapiOffice, xapi_office

TOLD_WITHIN_S = 10
ORDERS = ("xcommand", "mute near o", "preset", "sleep", "wake", "hangup", "dial", "notify", "reboot")


@dataclass
class Devices:
    """A Cisco codec, a Polycom and an Asterisk; `ports` are by what stands there."""

    office: XapiOffice
    polycom: SimulatedCodec
    ports: dict[str, int]

    def driver(self, name: str, wire: str, at: str) -> Connects:
        offered = control_specs()[name].offer.options
        options = {key: "giaoban" if one.default is None else one.default for key, one in offered.items()}
        control = DeviceControl(name, wire, self.ports[at], USER, Secret(PASSWORD), options)
        known_hosts = self.office.folder / f"{name}.{wire}.{at}"
        return control_specs()[name].build(ControlTarget("127.0.0.1", control, SystemClock(), known_hosts))

    def orders(self) -> list[str]:
        said = (*self.office.codec.commands, *self.polycom.commands)
        return [line for line in said if any(order in line.lower() for order in ORDERS)]


@asynccontextmanager
async def devices(folder: Path) -> AsyncIterator[Devices]:
    polycom = SimulatedCodec(misbehaviour=Misbehaviour(password=PASSWORD))
    telnet, ssh = TelnetListener(polycom), SshListener(polycom)
    asterisk = AmiMcu("giaoban", {USER: AmiUser(PASSWORD)})
    async with xapi_office(folder) as office:
        await telnet.open()
        await ssh.open()
        ports = {
            "xapi ssh": office.shell.port,
            "xapi wss": office.socket.port,
            "polycom telnet": telnet.port,
            "polycom ssh": ssh.port,
            "asterisk": await asterisk.start(),
        }
        try:
            yield Devices(office, polycom, ports)
        finally:
            asterisk.close()
            await telnet.close()
            await ssh.close()


@pytest.mark.parametrize(
    ("name", "wire", "at", "words"),
    [
        ("cisco-xapi", "ssh", "polycom ssh", "it greets as polycom-text"),
        ("cisco-xapi", "ssh", "polycom telnet", "it asks for a password in text"),
        ("cisco-xapi", "ssh", "asterisk", "it greets as asterisk-confbridge"),
        ("cisco-xapi", "wss", "polycom ssh", "no TLS"),
        ("cisco-xapi", "wss", "asterisk", "no TLS"),
        ("polycom-text", "ssh", "xapi ssh", "it greets as cisco-xapi"),
        ("polycom-text", "telnet", "xapi ssh", "it greets as ssh"),
        ("asterisk-confbridge", "ami", "xapi ssh", "not an Asterisk manager"),
        ("obs-websocket", "ws", "xapi ssh", "not an obs-websocket server"),
        ("obs-websocket", "ws", "xapi wss", "not an obs-websocket server"),
        ("cisco-codian", "http", "xapi ssh", "not an HTTP answer"),
        ("cisco-meeting-server", "https", "xapi ssh", "no TLS"),
    ],
)
async def test_a_driver_at_another_device_says_so_and_orders_nothing(
    tmp_path: Path, name: str, wire: str, at: str, words: str
) -> None:
    async with devices(tmp_path) as there:
        driver = there.driver(name, wire, at)
        with pytest.raises(ControlError) as caught:
            async with asyncio.timeout(TOLD_WITHIN_S):
                await driver.open()
        await driver.close()
        assert (caught.value.fault, caught.value.words) == (ControlFault.MALFORMED, words)
        assert (caught.value.code == OTHER_DEVICE) is words.startswith("it ")
        assert there.orders() == []


@pytest.mark.parametrize(
    ("name", "wire", "at"),
    [
        ("cisco-codian", "https", "xapi wss"), ("cisco-meeting-server", "https", "xapi wss"),
        ("asterisk-confbridge", "ami", "xapi wss"), ("polycom-text", "telnet", "xapi wss"),
        ("visca-tcp", "tcp", "xapi ssh"), ("visca-ip", "udp", "xapi ssh"),
    ],
)  # fmt: skip
async def test_a_driver_that_nothing_answers_never_takes_it_for_its_own(
    tmp_path: Path, name: str, wire: str, at: str
) -> None:
    async with devices(tmp_path) as there:
        driver = there.driver(name, wire, at)
        with pytest.raises(ControlError):
            async with asyncio.timeout(TOLD_WITHIN_S):
                await driver.open()
        await driver.close()
        assert there.orders() == []

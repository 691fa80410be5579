"""The driver over real sockets: telnet and SSH, host keys, and what is never written."""

import asyncio
import logging
import subprocess
import sys
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import asyncssh
import pytest

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import DeviceControl
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.driver import ControlTarget
from gbdt_console.devices.drivers.polycom_text import PolycomText, build
from gbdt_console.devices.polycom.conversation import Spacing
from gbdt_console.devices.polycom.login import CodecLogin
from gbdt_console.devices.transports.ssh_line import SshLine, SshTarget
from gbdt_console.devices.transports.text_line import TcpLine
from gbdt_console.simulator.world.codec import Misbehaviour, SimulatedCodec
from tests.support.rooms.codec_listeners import SshListener, TelnetListener

PASSWORD = "Cau-giay-7301"
LOGIN = CodecLogin("admin", Secret(PASSWORD))
AT_ONCE = Spacing(0.0, 0.0)
LIMIT_S = 20


def codec_with_password() -> SimulatedCodec:
    return SimulatedCodec(misbehaviour=Misbehaviour(password=PASSWORD))


@asynccontextmanager
async def telnet(codec: SimulatedCodec) -> AsyncIterator[TelnetListener]:
    port = TelnetListener(codec)
    await port.open()
    try:
        async with asyncio.timeout(LIMIT_S):
            yield port
    finally:
        await port.close()


@asynccontextmanager
async def ssh(codec: SimulatedCodec, **kind: bool) -> AsyncIterator[SshListener]:
    port = SshListener(codec, **kind)
    await port.open()
    try:
        async with asyncio.timeout(LIMIT_S):
            yield port
    finally:
        await port.close()


@dataclass
class Station:
    """A driver over SSH whose file of known hosts is in `folder`."""

    folder: Path

    @property
    def known_hosts(self) -> Path:
        return self.folder / "known_hosts"

    def driver(self, port: int, password: str = PASSWORD, *, allows_ssh_rsa: bool = False) -> PolycomText:
        login = CodecLogin("admin", Secret(password))
        target = SshTarget("127.0.0.1", port, "admin", login.password, self.known_hosts, allows_ssh_rsa)
        return PolycomText(SshLine(target), login, SystemClock(), spacing=AT_ONCE)


async def fault_at_opening(driver: PolycomText) -> ControlFault:
    with pytest.raises(ControlError) as caught:
        await driver.open()
    return caught.value.fault


async def use(driver: PolycomText, codec: SimulatedCodec) -> None:
    """Everything once, and again after connecting anew."""
    for _ in range(2):
        await driver.open()
        await driver.mute()
        assert codec.is_muted
        assert await driver.is_muted() is True
        await driver.unmute()
        assert await driver.is_muted() is False
        assert await driver.calls() == ()
    await driver.close()
    await driver.close()


async def test_telnet_from_login_to_the_end() -> None:
    codec = codec_with_password()
    async with telnet(codec) as port:
        driver = PolycomText(TcpLine("127.0.0.1", port.port), LOGIN, SystemClock(), spacing=AT_ONCE)
        assert driver.is_plain_text
        await use(driver, codec)
        await driver.open()
        codec.reboot()
        with pytest.raises(ControlError) as caught:
            await driver.mute()
        assert caught.value.fault is ControlFault.CLOSED
        assert not codec.is_muted
        await driver.close()


async def test_a_port_that_nobody_serves_is_refused(tmp_path: Path) -> None:
    async with telnet(SimulatedCodec()) as port:
        free = port.port
    for wire in ("telnet", "ssh"):
        control = DeviceControl("polycom-text", wire, free, "admin", Secret(PASSWORD))
        target = ControlTarget("127.0.0.1", control, SystemClock(), tmp_path / "known_hosts")
        assert await fault_at_opening(build(target)) is ControlFault.REFUSED


@pytest.mark.parametrize("asks_by_prompt", [False, True], ids=["password", "keyboard-interactive"])
async def test_ssh_from_login_to_the_end(tmp_path: Path, asks_by_prompt: bool) -> None:
    codec = codec_with_password()
    async with ssh(codec, asks_by_prompt=asks_by_prompt) as port:
        driver = Station(tmp_path).driver(port.port)
        assert not driver.is_plain_text
        await use(driver, codec)
    assert (tmp_path / "known_hosts").read_text().count("\n") == 1


async def test_a_host_key_is_pinned_and_a_changed_one_gets_no_password(tmp_path: Path) -> None:
    station = Station(tmp_path)
    codec = codec_with_password()
    async with ssh(codec) as port:
        number = port.port
        await use(station.driver(number), codec)
    pinned = station.known_hosts.read_bytes()
    assert pinned.startswith(f"[127.0.0.1]:{number} ssh-ed25519 ".encode())
    assert station.known_hosts.stat().st_mode & 0o777 == 0o600
    for kind in ({}, {"is_old": True}):
        told: list[str] = []
        async with listening_impostor(number, told, **kind):
            for allows_ssh_rsa in (False, True):
                driver = station.driver(number, allows_ssh_rsa=allows_ssh_rsa)
                assert await fault_at_opening(driver) is ControlFault.UNTRUSTED
        assert told == []
    assert station.known_hosts.read_bytes() == pinned


@asynccontextmanager
async def listening_impostor(number: int, told: list[str], is_old: bool = False) -> AsyncIterator[None]:
    """A server with another key at the same place, which keeps every password it is told."""

    class Impostor(asyncssh.SSHServer):
        def validate_password(self, username: str, password: str) -> bool:
            told.append(password)
            return True

    key = asyncssh.generate_private_key("ssh-rsa" if is_old else "ssh-ed25519")
    server = await asyncssh.create_server(Impostor, "127.0.0.1", number, server_host_keys=[key])
    async with server:
        yield


async def test_a_wrong_password_is_said_so_and_still_pins_the_key(tmp_path: Path) -> None:
    station = Station(tmp_path)
    codec = codec_with_password()
    async with ssh(codec) as port:
        assert await fault_at_opening(station.driver(port.port, "wrong")) is ControlFault.CREDENTIALS
        assert station.known_hosts.exists()
        await use(station.driver(port.port), codec)


async def test_sha1_is_spoken_only_where_it_is_allowed(tmp_path: Path) -> None:
    station = Station(tmp_path)
    codec = codec_with_password()
    async with ssh(codec, is_old=True) as port:
        assert await fault_at_opening(station.driver(port.port)) is ControlFault.UNTRUSTED
        assert not station.known_hosts.exists()
        await use(station.driver(port.port, allows_ssh_rsa=True), codec)
        assert await fault_at_opening(station.driver(port.port)) is ControlFault.UNTRUSTED


async def test_known_hosts_that_is_a_link_or_open_to_others_is_refused(tmp_path: Path) -> None:
    codec = codec_with_password()
    loose, link, damaged = (Station(tmp_path / name) for name in ("loose", "link", "damaged"))
    for station in (loose, link, damaged):
        station.folder.mkdir()
    loose.known_hosts.touch()
    loose.known_hosts.chmod(0o644)
    async with ssh(codec) as port:
        await use(link.driver(port.port), codec)
        codec.commands.clear()
        link.known_hosts.rename(tmp_path / "elsewhere")
        link.known_hosts.symlink_to(tmp_path / "elsewhere")
        damaged.known_hosts.touch(0o600)
        damaged.known_hosts.write_text(f"[127.0.0.1]:{port.port} ssh-ed25519\n")
        for station in (loose, link, damaged):
            assert await fault_at_opening(station.driver(port.port)) is ControlFault.UNTRUSTED
    assert codec.commands == []


@pytest.mark.article("A4.4")
async def test_the_password_is_in_no_log_and_no_traceback(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """With every logger at its most talkative, the packets of SSH included."""
    caplog.set_level(logging.DEBUG)
    asyncssh.set_debug_level(3)
    seen = []
    try:
        codec = codec_with_password()
        async with ssh(codec) as port, telnet(codec) as plain:
            telnet_line = TcpLine("127.0.0.1", plain.port)
            for driver in (
                Station(tmp_path).driver(port.port),
                PolycomText(telnet_line, LOGIN, SystemClock(), spacing=AT_ONCE),
            ):
                await driver.open()
                seen.append(repr(driver) + repr(vars(driver)))
                codec.misbehaviour.password = "another"
                try:
                    await driver.open()
                except ControlError as error:
                    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
                    seen.append("".join(shown.format()))
                codec.misbehaviour.password = PASSWORD
                await driver.close()
    finally:
        asyncssh.set_debug_level(1)
    assert "credentials" in "".join(seen)
    assert PASSWORD not in "".join(seen)
    assert PASSWORD not in caplog.text
    assert not [record for record in caplog.records if record.name.startswith("asyncssh")]


@pytest.mark.parametrize(
    "said",
    [
        b"", b"Password:", b"SSH-1.5-old\r\n", b"\xff" * 100_000, b"SSH-2.0-x\r\n" + b"\0" * 50_000,
        b"SSH-2.0-x\r\n" + b"\x00\x00\x00\x0c\x0a\x14" + b"z" * 400, b"no line end " * 9_000,
    ],
    ids=range(7),
)  # fmt: skip
async def test_what_is_no_ssh_server_is_a_control_error(tmp_path: Path, said: bytes) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            writer.write(said)
            await writer.drain()
            writer.write_eof()
            await reader.read()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        has_ended.set()

    has_ended = asyncio.Event()
    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    async with asyncio.timeout(LIMIT_S), server:
        driver = Station(tmp_path).driver(server.sockets[0].getsockname()[1])
        assert await fault_at_opening(driver) in (ControlFault.MALFORMED, ControlFault.CLOSED)
        await has_ended.wait()
    assert not (tmp_path / "known_hosts").exists()


async def test_a_broken_ssh_connection_is_closed(tmp_path: Path) -> None:
    codec = codec_with_password()
    async with ssh(codec) as port:
        driver = Station(tmp_path).driver(port.port)
        await driver.open()
        codec.reboot()
        with pytest.raises(ControlError) as caught:
            await driver.is_muted()
        assert caught.value.fault is ControlFault.CLOSED
        await driver.close()


def test_ssh_costs_nothing_until_it_is_used() -> None:
    code = (
        "import sys, gbdt_console.devices.drivers.polycom_text, gbdt_console.simulator.polycom.text;"
        "sys.exit('asyncssh' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0

"""The driver over real sockets: SSH and WebSocket, keys and certificates, and what is never written."""

import asyncio
import logging
import subprocess
import sys
import traceback
from pathlib import Path

import asyncssh
import pytest

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.drivers.cisco_xapi import CiscoXapi
from tests.support.rooms.xapi_listeners import SocketListener
from tests.support.rooms.xapi_office import PASSWORD, WIRES, XapiOffice, xapi_office

LIMIT_S = 30
each_wire = pytest.mark.parametrize("wire", WIRES)


async def fault_at_opening(driver: CiscoXapi) -> ControlError:
    with pytest.raises(ControlError) as caught:
        await driver.open()
    return caught.value


@each_wire
async def test_from_login_to_the_end_and_once_more(tmp_path: Path, wire: str) -> None:
    async with asyncio.timeout(LIMIT_S), xapi_office(tmp_path) as office:
        driver = office.driver(wire)
        assert not driver.is_plain_text
        for _ in range(2):
            await driver.open()
            changes = driver.changes()
            await driver.mute()
            assert (office.codec.is_muted, await driver.is_muted()) == (True, True)
            assert await anext(changes) == "Audio"
            await driver.unmute()
            assert await driver.is_muted() is False
            assert await driver.calls() == ()
        await driver.close()
        await driver.close()
        assert office.known_hosts.read_text().count("\n") == 1
        assert office.known_hosts.stat().st_mode & 0o777 == 0o600


@each_wire
async def test_a_wrong_password_is_said_so(tmp_path: Path, wire: str) -> None:
    async with asyncio.timeout(LIMIT_S), xapi_office(tmp_path) as office:
        assert (await fault_at_opening(office.driver(wire, "wrong"))).fault is ControlFault.CREDENTIALS
        assert office.codec.commands == []
        driver = office.driver(wire)
        await driver.open()
        await driver.close()


@each_wire
async def test_a_restart_closes_and_nobody_is_let_in_meanwhile(tmp_path: Path, wire: str) -> None:
    async with asyncio.timeout(LIMIT_S), xapi_office(tmp_path) as office:
        driver = office.driver(wire)
        await driver.open()
        office.codec.restart()
        with pytest.raises(ControlError) as caught:
            await driver.is_muted()
        assert caught.value.fault is ControlFault.CLOSED


async def test_the_shell_is_opened_without_a_terminal_and_lines_end_as_the_makers_client_ends_them(
    tmp_path: Path,
) -> None:
    told: list[object] = []

    async def serve(process: "asyncssh.SSHServerProcess[bytes]") -> None:
        told.append(process.term_type)
        process.stdout.write(b"\nOK\n\n")
        told.append(await process.stdin.read(100))
        process.close()

    class Anybody(asyncssh.SSHServer):
        def begin_auth(self, username: str) -> bool:
            return False

    key = asyncssh.generate_private_key("ssh-ed25519")
    server = await asyncssh.create_server(
        Anybody, "127.0.0.1", 0, server_host_keys=[key], process_factory=serve, encoding=None
    )
    async with asyncio.timeout(LIMIT_S), server, xapi_office(tmp_path) as office:
        assert (await fault_at_opening(office.driver("ssh", port=server.get_port()))).fault in (
            ControlFault.CLOSED,
            ControlFault.SILENT,
        )
    assert told == [None, b"echo off\n"]


async def test_another_certificate_at_the_same_place_gets_no_password(tmp_path: Path) -> None:
    """Not even an honest codec's new one: an operator deletes the line."""
    async with asyncio.timeout(LIMIT_S), xapi_office(tmp_path) as office:
        driver = office.driver("wss")
        await driver.open()
        await driver.close()
        port = office.socket.port
        await office.socket.close()
        pinned = office.known_hosts.read_text()
        assert pinned.startswith(f"[127.0.0.1]:{port} x509-sha256 ")
        impostor = SocketListener(office.device, tmp_path)
        await impostor.open(port=port)
        try:
            refused = await fault_at_opening(office.driver("wss", port=port))
            assert (refused.fault, refused.words) == (
                ControlFault.UNTRUSTED,
                "the certificate has changed",
            )
            assert impostor.logins == []
            assert office.known_hosts.read_text() == pinned
            office.known_hosts.write_text("")
            again = office.driver("wss", port=port)
            await again.open()
            await again.close()
        finally:
            await impostor.close()


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (401, ControlFault.CREDENTIALS), (403, ControlFault.CREDENTIALS), (502, ControlFault.REFUSED),
        (503, ControlFault.REFUSED), (404, ControlFault.MALFORMED), (200, ControlFault.MALFORMED),
    ],
)  # fmt: skip
async def test_what_the_web_server_says_in_place_of_a_socket(
    tmp_path: Path, status: int, fault: ControlFault
) -> None:
    async with asyncio.timeout(LIMIT_S), xapi_office(tmp_path) as office:
        busy = SocketListener(office.device, tmp_path, busy=status)
        await busy.open()
        try:
            assert (await fault_at_opening(office.driver("wss", port=busy.port))).fault is fault
        finally:
            await busy.close()


async def test_a_redirect_is_not_followed(tmp_path: Path) -> None:
    async with asyncio.timeout(LIMIT_S), xapi_office(tmp_path) as office:
        there = f"wss://127.0.0.1:{office.socket.port}/ws"
        sends_on = SocketListener(office.device, tmp_path, busy=302, elsewhere=there)
        await sends_on.open()
        try:
            fault = await fault_at_opening(office.driver("wss", port=sends_on.port))
            assert (fault.fault, fault.words) == (ControlFault.MALFORMED, "no WebSocket: HTTP 302")
        finally:
            await sends_on.close()


@each_wire
@pytest.mark.parametrize(
    "said", [b"", b"\xff" * 50_000, b"HTTP/1.1 200 OK\r\n\r\n", b"OK\nOK\n"], ids=range(4)
)
async def test_what_is_no_such_server_is_a_control_error(tmp_path: Path, wire: str, said: bytes) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    async with asyncio.timeout(LIMIT_S), server, xapi_office(tmp_path) as office:
        port = server.sockets[0].getsockname()[1]
        fault = (await fault_at_opening(office.driver(wire, port=port))).fault
        assert fault in (ControlFault.MALFORMED, ControlFault.CLOSED, ControlFault.REFUSED)
        assert not office.known_hosts.exists()


@pytest.mark.article("A4.4")
async def test_the_password_is_in_no_log_and_no_traceback(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """With every logger at its most talkative, but what the transports turn down themselves."""
    caplog.set_level(logging.DEBUG)
    seen: list[str] = []
    async with asyncio.timeout(LIMIT_S), xapi_office(tmp_path) as office:
        for wire in WIRES:
            driver = office.driver(wire)
            await driver.open()
            seen.append(repr(driver) + repr(vars(driver)))
            await driver.close()
            seen.append(await _traceback_of(office, wire))
    assert "credentials" in "".join(seen)
    assert PASSWORD not in "".join(seen)
    assert PASSWORD not in caplog.text


async def _traceback_of(office: XapiOffice, wire: str) -> str:
    """What a refused login leaves, with the values of all names."""
    office.codec.misbehaviour.password = "another"
    try:
        await office.driver(wire).open()
    except ControlError as error:
        shown = traceback.TracebackException.from_exception(error, capture_locals=True)
        return "".join(shown.format())
    finally:
        office.codec.misbehaviour.password = PASSWORD
    return ""


def test_no_wire_costs_anything_until_it_is_used() -> None:
    code = (
        "import sys, gbdt_console.devices.registry;"
        "sys.exit(bool({'asyncssh', 'websockets', 'aiohttp'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0

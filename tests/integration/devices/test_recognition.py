"""What is asked to find out who answers: nothing of whoever greets, and no name without a proof."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import DeviceControl
from gbdt_console.devices import recognition
from gbdt_console.devices.control import Connects, ControlError, Reached
from gbdt_console.devices.driver import ControlTarget
from gbdt_console.devices.recognition import IS_ELSEWHERE, Acquaintance, answering, let_in
from gbdt_console.devices.registry import control_specs
from gbdt_console.simulator.ami.mcu import AmiMcu

HOST = "127.0.0.1"
RECORDINGS = Path(__file__).parents[2] / "recordings"
Answer = Callable[[bytes], bytes]


@asynccontextmanager
async def server(greeting: bytes, answer: Answer = lambda _: b"") -> AsyncIterator[tuple[int, bytearray]]:
    """A server that greets, and answers what comes; the port, and all that it was sent."""
    said = bytearray()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        while data := await reader.read(4_096):
            said.extend(data)
            writer.write(answer(data))
        writer.close()

    listening = await asyncio.start_server(serve, HOST, 0)
    async with listening:
        yield listening.sockets[0].getsockname()[1], said


def codian(address: str, port: int) -> Connects:
    options = {"conference": "giaoban", "chair_number": "", "protocol": "h323"}
    control = DeviceControl("cisco-codian", "http", port, "gbdt", Secret("zq-secret"), options)
    target = ControlTarget(address, control, SystemClock(), Path("never-written"))
    connection = control_specs()["cisco-codian"].build(target)
    connection.reached_at = Reached(address, control)
    return connection


async def fault(connection: Connects, *, is_everywhere: bool = False) -> ControlError:
    with pytest.raises(ControlError) as caught:
        await let_in(connection, is_everywhere=is_everywhere)
    await connection.close()
    return caught.value


def test_the_longest_search_has_a_name_within_ten_seconds() -> None:
    limits = ("PATIENT_S", "_CONNECT_S", "_GREETS_S", "_VISCA_S", "_ANSWERS_S", "_ANSWERS_S")
    assert sum(getattr(recognition, name) for name in limits) < 10


@pytest.mark.parametrize(
    "greeting",
    [b"220 mail.example ESMTP\r\n", b"\r\n\r\nUser Access Verification\r\n\r\nPassword: "],
    ids=["mail", "router"],
)
async def test_who_greets_as_nobody_known_is_sent_nothing(greeting: bytes) -> None:
    async with server(greeting) as (port, said):
        assert await answering(HOST, port) is None
        assert said == b""


async def test_a_port_of_text_is_only_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """A prompt that is late would take a question for the password."""
    async with server(b"") as (port, said):
        monkeypatch.setattr(recognition, "_ONLY_HEARD", {port})
        assert await answering(HOST, port) is None
        assert said == b""


async def test_a_server_that_wants_a_login_everywhere_has_no_name() -> None:
    refusal = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"
    async with server(b"", lambda said: refusal if b"HTTP/1.1" in said else b"") as (port, _):
        assert await answering(HOST, port) is None


async def test_another_driver_s_usual_port_is_told_where_somebody_asks_for_it() -> None:
    address = f"127.{os.getpid() % 250 + 1}.{os.getpid() // 250 % 250 + 1}.7"
    asterisk = AmiMcu("giaoban", {})
    await asterisk.start(address, 5038)
    try:
        usual = await fault(codian(address, 9))
        told = await fault(codian(address, 9), is_everywhere=True)
    finally:
        asterisk.close()
    assert usual.fault is ControlFault.REFUSED
    assert (told.code, told.words) == (IS_ELSEWHERE, "asterisk-confbridge, 5038")


async def test_who_answers_without_tls_is_known_though_it_never_answers_tls(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recognition, "_ANSWERS_S", 3_600.0)
    async with asyncio.timeout(60):
        await test_a_registrar_is_known_by_its_version()


def test_a_server_of_tls_that_says_so_without_it_is_asked_with_tls() -> None:
    """As nginx answers: 400. What it says before TLS is done proves nothing."""
    assert recognition._IS_PLAIN.match(b"HTTP/1.1 400 Bad Request\r\n\r\n") is None
    assert recognition._IS_PLAIN.match(b"HTTP/1.1 302 Found\r\nLocation: https://device/\r\n\r\n") is None


async def test_a_registrar_is_known_by_its_version() -> None:
    version = (RECORDINGS / "kamailio/core.version.json").read_bytes()

    def answer(said: bytes) -> bytes:
        is_asked = b"core.version" in said
        body, status = (version, b"200 OK") if is_asked else (b"", b"404 Not Found")
        return b"HTTP/1.1 %b\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body)

    async with server(b"", lambda said: answer(said) if b"HTTP/1.1" in said else b"") as (port, _):
        assert await answering(HOST, port) is ControlFault.IS_KAMAILIO


class OfAnotherPackage(Connects):
    """A driver that is in no table here: it reads five greetings, and ends with what it was told to."""

    def __init__(self, port: int, met: ControlFault | None) -> None:
        self.reached_at = Reached(HOST, DeviceControl("acme-text", "telnet", port, "", Secret("")))
        self._port = port
        self._met = met
        self.greeted = 0

    async def open(self) -> None:
        for _ in range(5):
            reader, writer = await asyncio.open_connection(HOST, self._port)
            self.greeted += bool(await reader.read(64))
            writer.transport.abort()
        if self._met is not None:
            raise ControlError(self._met)

    async def close(self) -> None:
        return


@pytest.mark.parametrize(
    ("met", "told"),
    [
        (ControlFault.CREDENTIALS, ControlFault.CREDENTIALS),
        (ControlFault.MALFORMED, ControlFault.IS_POLYCOM),
    ],
)
async def test_a_driver_of_another_package_may_be_meant_for_the_device_that_answers(
    monkeypatch: pytest.MonkeyPatch, met: ControlFault, told: ControlFault
) -> None:
    specs = {**control_specs(), "acme-text": control_specs()["polycom-text"]}
    monkeypatch.setattr(recognition, "control_specs", lambda: specs)
    async with server(b"Hi, my name is : Phong hop\r\n") as (port, _):
        assert (await fault(OfAnotherPackage(port, met))).fault is told


async def test_a_slow_driver_of_another_package_is_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "PATIENT_S", 0.0)
    async with server(b"Hi, my name is : Phong hop\r\n") as (port, _):
        slow = OfAnotherPackage(port, None)
        await let_in(slow)
        assert slow.greeted == 5


class Refusing:
    """A connection whose login is refused for the reason `fault`; None takes it."""

    def __init__(self, port: int) -> None:
        options = {"conference": "giaoban", "chair_number": "", "protocol": "h323"}
        control = DeviceControl("cisco-codian", "http", port, "gbdt", Secret("zq-secret"), options)
        self.reached_at: Reached | None = Reached(HOST, control)
        self.fault: ControlFault | None = ControlFault.CREDENTIALS

    async def open(self) -> None:
        if self.fault is not None:
            raise ControlError(self.fault)


async def test_a_login_that_is_refused_again_and_again_asks_who_answers_only_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(1)
        writer.write(b"Asterisk Call Manager/5.0.1\r\n")

    listening = await asyncio.start_server(greet, HOST, 0)
    async with listening:
        refusing, met = Refusing(listening.sockets[0].getsockname()[1]), Acquaintance()
        for _ in range(3):
            with pytest.raises(ControlError) as caught:
                await let_in(refusing, met)
            assert caught.value.fault is ControlFault.IS_ASTERISK
        assert len(asked) == 1
        monkeypatch.setattr(recognition, "HOLDS_S", 0.0)
        with pytest.raises(ControlError):
            await let_in(refusing, met)
        assert len(asked) == 2, "after a while it may be another device that refuses"
        monkeypatch.undo()
        refusing.fault = None
        await let_in(refusing, met)
        refusing.fault = ControlFault.CREDENTIALS
        with pytest.raises(ControlError):
            await let_in(refusing, met)
        assert len(asked) == 3, "after a login that was taken it may be another device"

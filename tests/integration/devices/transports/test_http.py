"""The HTTP connection against servers that answer in every form, break off, and mislead."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.transports import http
from gbdt_console.devices.transports.http import MOST_BYTES, HttpConnection, HttpPlace, tls_of

HOST = "127.0.0.1"
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def served(serve: Serve, tls: ssl.SSLContext | None = None) -> AsyncIterator[HttpConnection]:
    async def and_close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        except (OSError, EOFError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(and_close, HOST, 0)
    connection = HttpConnection(HttpPlace(HOST, server.sockets[0].getsockname()[1], tls))
    try:
        yield connection
    finally:
        await connection.close()
        server.close()


async def request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    size = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    return await reader.readexactly(size)


def answers(*pieces: bytes) -> Serve:
    """Give each of these to one request, over one connection."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            await request(reader)
            writer.write(piece)
        await reader.read()

    return serve


async def post(connection: HttpConnection, body: bytes = b"ask", *, may_repeat: bool = True) -> bytes:
    return (await connection.post("/RPC2", "text/xml", body, may_repeat=may_repeat)).body


SIZED = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst"


async def test_two_answers_come_over_one_connection() -> None:
    async with served(answers(SIZED, SIZED.replace(b"first", b"again"))) as connection:
        assert [await post(connection), await post(connection)] == [b"first", b"again"]


@pytest.mark.parametrize(
    "answer",
    [
        SIZED,
        b"HTTP/1.1 100 Continue\r\n\r\n" + SIZED,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"3\r\nfir\r\n2;x=y\r\nst\r\n0\r\nMore: x\r\n\r\n",
        b"HTTP/1.0 200 OK\ncontent-length:5\n\nfirst",
    ],
)
async def test_a_body_is_read_in_every_form(answer: bytes) -> None:
    async with served(answers(answer)) as connection:
        assert await post(connection) == b"first"


async def test_a_body_without_a_length_ends_with_the_connection() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\nfirst")

    async with served(serve) as connection:
        assert [await post(connection), await post(connection)] == [b"first", b"first"]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (b"SSH-2.0-x\r\n", ControlFault.MALFORMED),
        (b"HTTP/1.1 OK\r\n\r\n", ControlFault.MALFORMED),
        (b"x" * 100_000, ControlFault.MALFORMED),
        (b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200 + b"\r\n", ControlFault.MALFORMED),
        (b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (MOST_BYTES + 1), ControlFault.MALFORMED),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", ControlFault.MALFORMED),
        (b"HTTP/1.1 200 OK\r\nContent-Length: \xb2\r\n\r\n", ControlFault.MALFORMED),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n" + b"x" * 0xFFFFF
         + b"\r\nfffff\r\n", ControlFault.MALFORMED),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (MOST_BYTES + 70_000), ControlFault.MALFORMED),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nnot all", ControlFault.SILENT),
        (b"", ControlFault.SILENT),
    ],
)  # fmt: skip
async def test_what_is_no_answer_is_named_and_its_connection_not_used_again(
    answer: bytes, fault: ControlFault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "ANSWER_S", 0.5)
    bad = True

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await answers(answer if bad else SIZED)(reader, writer)

    async with served(serve) as connection:
        with pytest.raises(ControlError) as error:
            await post(connection)
        assert error.value.fault is fault
        bad = False
        assert await post(connection) == b"first"


@pytest.mark.parametrize(("may_repeat", "sent"), [(True, 2), (False, 1)])
async def test_only_a_question_is_sent_again_after_a_lost_connection(may_repeat: bool, sent: int) -> None:
    bodies: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        bodies.append(await request(reader))
        writer.transport.abort()

    async with served(serve) as connection:
        with pytest.raises(ControlError) as error:
            await post(connection, may_repeat=may_repeat)
    assert error.value.fault is ControlFault.CLOSED
    assert bodies == [b"ask"] * sent


async def test_a_command_goes_out_on_a_new_connection_after_an_idle_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A server that closes what is idle would else lose the command."""
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await answers(SIZED, SIZED)(reader, writer)

    async with served(serve) as connection:
        await post(connection, may_repeat=False)
        await post(connection, may_repeat=False)
        assert connections == 1
        monkeypatch.setattr(http, "_LONGEST_IDLE_S", -1.0)
        await post(connection, may_repeat=False)
        assert connections == 2


async def test_a_port_without_tls_and_a_closed_port_are_told_apart() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(SIZED)
        await reader.read()

    async with served(serve, ssl.create_default_context()) as connection:
        assert await fault_of(connection) is ControlFault.MALFORMED
    assert await fault_of(HttpConnection(HttpPlace(HOST, 1, None))) is ControlFault.REFUSED


async def test_a_certificate_that_nobody_vouches_for_is_refused_unless_the_site_says_so(
    tmp_path: Path,
) -> None:
    certificate = self_signed(tmp_path)
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(certificate)
    bodies: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        bodies.append(await request(reader))
        writer.write(SIZED)

    server = await asyncio.start_server(serve, HOST, 0, ssl=own)
    port = server.sockets[0].getsockname()[1]
    try:
        assert (
            await fault_of(HttpConnection(HttpPlace(HOST, port, tls_of("https")))) is ControlFault.UNTRUSTED
        )
        assert bodies == [], "nothing is said to a stranger, and the password not"
        unverified = HttpConnection(HttpPlace(HOST, port, tls_of("https-unverified")))
        assert await post(unverified) == b"first"
        await unverified.close()
    finally:
        server.close()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
async def test_an_mcu_with_old_tls_is_reached_unverified_only(tmp_path: Path) -> None:
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(self_signed(tmp_path))
    own.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    own.set_ciphers("DEFAULT:@SECLEVEL=0")
    own.options |= ssl.OP_NO_TLSv1_2 | ssl.OP_NO_TLSv1_3
    server = await asyncio.start_server(answers(SIZED), HOST, 0, ssl=own)
    port = server.sockets[0].getsockname()[1]
    try:
        assert (
            await fault_of(HttpConnection(HttpPlace(HOST, port, tls_of("https")))) is ControlFault.MALFORMED
        )
        unverified = HttpConnection(HttpPlace(HOST, port, tls_of("https-unverified")))
        assert await post(unverified) == b"first"
        await unverified.close()
    finally:
        server.close()


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (MOST_BYTES + 1),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (MOST_BYTES + 70_000),
    ],
    ids=["length", "chunks", "to-the-end"],
)
async def test_an_answer_that_is_too_long_is_named_as_that(answer: bytes) -> None:
    """It is HTTP all the same."""
    async with served(answers(answer)) as connection:
        with pytest.raises(ControlError) as error:
            await post(connection)
    assert error.value.words == "an answer above 1 MiB"


async def fault_of(connection: HttpConnection) -> ControlFault:
    with pytest.raises(ControlError) as error:
        await post(connection)
    return error.value.fault


def self_signed(folder: Path) -> Path:
    """A file with a key and a certificate for 127.0.0.1 that nobody else signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Codian MCU")])
    now = datetime.now(UTC)
    place = x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(place, critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "mcu.pem"
    plain = serialization.NoEncryption()
    kept = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(kept + certificate.public_bytes(serialization.Encoding.PEM))
    return file


async def test_requests_wait_for_each_other_and_a_cancelled_one_leaves_nothing() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            body = await request(reader)
            if body != b"hang":
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))

    async with served(serve) as connection:
        hanging = asyncio.create_task(post(connection, b"hang"))
        asking = [asyncio.create_task(post(connection, b"%d" % number)) for number in range(5)]
        await asyncio.sleep(0)
        hanging.cancel()
        assert await asyncio.gather(*asking) == [b"0", b"1", b"2", b"3", b"4"]

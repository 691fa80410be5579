"""A codec's call service on loopback that answers as the test says, with a reader of requests of its own."""

import asyncio
import datetime
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

Answers = Callable[[dict[str, str]], list[bytes]]
"""Gives what is sent upon a request, by its headers."""


def answer(asked: dict[str, str], status: str = "200 OK", **changes: str) -> bytes:
    """What a codec answers; `changes` replace headers, '-' in their names being '_'."""
    said = {name: asked[name] for name in ("via", "from", "to", "call-id", "cseq")}
    said |= {name.replace("_", "-"): value for name, value in changes.items()}
    lines = [f"SIP/2.0 {status}", *(f"{name}: {value}" for name, value in said.items()), "Content-Length: 0"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def headers(data: bytes) -> dict[str, str]:
    """The headers of a request; the request line is ''."""
    first, *lines = data.decode().partition("\r\n\r\n")[0].split("\r\n")
    parted = (line.partition(": ") for line in lines)
    return {"": first} | {name.lower(): value for name, _, value in parted}


class UdpPeer(asyncio.DatagramProtocol):
    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.asked: list[dict[str, str]] = []

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self.transport = transport
        self.port: int = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.sender = addr
        self.asked.append(headers(data))
        for said in self.answers(self.asked[-1]):
            self.transport.sendto(said, addr)


@asynccontextmanager
async def udp_peer(answers: Answers, address: str = "127.0.0.1") -> AsyncIterator[UdpPeer]:
    loop = asyncio.get_running_loop()
    transport, peer = await loop.create_datagram_endpoint(lambda: UdpPeer(answers), local_addr=(address, 0))
    try:
        yield peer
    finally:
        transport.close()


@asynccontextmanager
async def stream_peer(answers: Answers, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Listen over TCP or TLS; yield the port."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            for said in answers(headers(await reader.readuntil(b"\r\n\r\n"))):
                writer.write(said)
            await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield server.sockets[0].getsockname()[1]


def self_signed(folder: Path, until: datetime.datetime) -> ssl.SSLContext:
    """A server's context with a certificate of its own, as codecs have."""
    file = folder / "codec.pem"
    file.write_text(self_signed_pem(until))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def self_signed_pem(until: datetime.datetime) -> str:
    """A key and its certificate that ends then."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "codec")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = (
        made.serial_number(1).not_valid_before(until - datetime.timedelta(days=3650)).not_valid_after(until)
    )
    certificate = made.sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return (private + certificate.public_bytes(serialization.Encoding.PEM)).decode()

"""An SNMP agent on loopback that misbehaves as a test scripts it; its BER is its own."""

import asyncio
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass

INTEGER, OCTETS, NULL, OID, OPAQUE = 0x02, 0x04, 0x05, 0x06, 0x44
IP_ADDRESS, COUNTER32, UNSIGNED32, TIME_TICKS, COUNTER64 = 0x40, 0x41, 0x42, 0x43, 0x46
NO_SUCH_OBJECT, END_OF_MIB = 0x80, 0x82
GET, GET_NEXT, RESPONSE, GET_BULK = 0xA0, 0xA1, 0xA2, 0xA5


def tlv(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    width = (size.bit_length() + 7) // 8
    return bytes([tag, 0x80 | width]) + size.to_bytes(width, "big") + content


def integer(value: int, tag: int = INTEGER) -> bytes:
    magnitude = value if value >= 0 else ~value
    return tlv(tag, value.to_bytes(magnitude.bit_length() // 8 + 1, "big", signed=True))


def oid(text: str) -> bytes:
    first, second, *rest = map(int, text.split("."))
    content = bytearray([first * 40 + second])
    for arc in rest:
        septets = [arc & 0x7F]
        while arc := arc >> 7:
            septets.append(arc & 0x7F | 0x80)
        content += bytes(reversed(septets))
    return tlv(OID, bytes(content))


def get_request(community: str, name: str) -> bytes:
    """A version 2c GET of one object."""
    binds = tlv(0x30, tlv(0x30, oid(name) + tlv(NULL, b"")))
    pdu = tlv(GET, integer(1) + integer(0) + integer(0) + binds)
    return tlv(0x30, integer(1) + tlv(OCTETS, community.encode()) + pdu)


@dataclass(frozen=True)
class Request:
    """What came, read just far enough. `names` are dotted; `repetitions` is 0 but for GETBULK."""

    raw: bytes
    version: int
    community: bytes
    verb: int
    number: int
    repetitions: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """An answer to `request` with anything that a test wants wrong in it."""

    request: Request
    binds: Sequence[tuple[str, bytes]] = ()
    status: int = 0
    index: int = 0
    number: int | None = None
    community: bytes | None = None
    version: int | None = None
    verb: int = RESPONSE

    def encode(self) -> bytes:
        asked = self.request
        binds = b"".join(tlv(0x30, oid(name) + value) for name, value in self.binds)
        number = asked.number if self.number is None else self.number
        pdu = integer(number) + integer(self.status) + integer(self.index) + tlv(0x30, binds)
        version = asked.version if self.version is None else self.version
        community = asked.community if self.community is None else self.community
        return tlv(0x30, integer(version) + tlv(OCTETS, community) + tlv(self.verb, pdu))


Script = Callable[["Rogue", Request], None]


class Rogue(asyncio.DatagramProtocol):
    """Calls the script for each request; the script sends what it likes with `say` and `say_from`."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.requests: list[Request] = []
        self.port = 0
        self._peer: tuple[str, int] = ("", 0)
        self._transport: asyncio.DatagramTransport | None = None

    async def __aenter__(self) -> "Rogue":
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, ("127.0.0.1", 0))
        self.port = self._transport.get_extra_info("sockname")[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._transport is not None
        self._transport.close()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._peer = addr
        request = parse(data)
        self.requests.append(request)
        self.script(self, request)

    def say(self, data: bytes) -> None:
        """Send from the agent's own address and port."""
        assert self._transport is not None
        self._transport.sendto(data, self._peer)

    def say_from(self, address: str, data: bytes) -> None:
        """Send to the console from another address or port."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.bind((address, 0))
            stranger.sendto(data, self._peer)


def parse(data: bytes) -> Request:
    """Read a version 1 or 2c request."""
    message, _ = _content(data, 0)
    version, pos = _content(message, 0)
    community, pos = _content(message, pos)
    verb = message[pos]
    pdu, _ = _content(message, pos)
    number, pos = _content(pdu, 0)
    _, pos = _content(pdu, pos)
    repetitions, pos = _content(pdu, pos)
    binds, _ = _content(pdu, pos)
    names = []
    pos = 0
    while pos < len(binds):
        bind, pos = _content(binds, pos)
        names.append(_dotted(_content(bind, 0)[0]))
    return Request(
        data,
        int.from_bytes(version, "big"),
        community,
        verb,
        int.from_bytes(number, "big", signed=True),
        int.from_bytes(repetitions, "big") if verb == GET_BULK else 0,
        tuple(names),
    )


def _content(data: bytes, pos: int) -> tuple[bytes, int]:
    size = data[pos + 1]
    pos += 2
    if size > 127:
        width = size & 0x7F
        size = int.from_bytes(data[pos : pos + width], "big")
        pos += width
    return data[pos : pos + size], pos + size


def _dotted(content: bytes) -> str:
    arcs = [content[0] // 40, content[0] % 40]
    arc = 0
    for byte in content[1:]:
        arc = arc << 7 | byte & 0x7F
        if byte < 128:
            arcs.append(arc)
            arc = 0
    return ".".join(map(str, arcs))

"""Writes ICMP echo requests and reads replies without trusting their bytes.

Format: RFC 792; layout, type and code names are ping3's. The payload is a cookie of 8 random bytes, because
the 16-bit sequence number repeats within the time in which a late reply still counts.
"""

import struct
from typing import NamedTuple, TypeAlias

# ping3 ships no type information (no py.typed), so mypy cannot follow these imports.
from ping3 import ICMP_HEADER_FORMAT, checksum  # type: ignore[import-untyped]
from ping3.enums import (  # type: ignore[import-untyped]
    ICMP_DEFAULT_CODE,
    IcmpTimeExceededCode,
    IcmpV4DestinationUnreachableCode,
    IcmpV4Type,
)

RECEIVE_ROOM = 128
"""Limits the bytes of one receive: the longest IPv4 header and our packet fit; a longer packet is foreign."""

_ECHO = struct.Struct(ICMP_HEADER_FORMAT + "Q")
_HEADER = struct.Struct(ICMP_HEADER_FORMAT)
# struct sock_extended_err of linux/errqueue.h
_EXTENDED_ERROR = struct.Struct("=IBBBBII")
_FROM_ICMP = 2

_REQUEST = int(IcmpV4Type.ECHO_REQUEST)
_REPLY = int(IcmpV4Type.ECHO_REPLY)
_CODE = int(ICMP_DEFAULT_CODE)
_LEAST_IP_HEADER = 20
_IP_PROTOCOL_AT = 9
_IP_PROTOCOL_ICMP = 1
_FOLD = 0xFFFF

OTHER_ERROR = "other-icmp-error"
_ERROR_CODES: dict[tuple[int, int], str] = {
    (int(kind), int(code)): code.name.lower().replace("_", "-")
    for kind, codes in (
        (IcmpV4Type.DESTINATION_UNREACHABLE, IcmpV4DestinationUnreachableCode),
        (IcmpV4Type.TIME_EXCEEDED, IcmpTimeExceededCode),
    )
    for code in codes
}


EchoReply: TypeAlias = tuple[int, int, int | None]
"""Identifier, sequence and cookie (None for a payload of another length); a tuple is cheap to make."""


class QuotedError(NamedTuple):
    """An ICMP error about a request.

    code: the error in words, such as `destination-host-unreachable`
    sequence: the request's sequence number
    """

    code: str
    identifier: int
    sequence: int


class RequestWriter:
    __slots__ = ("_identifier", "_template_sum")

    def __init__(self, identifier: int) -> None:
        self._identifier = identifier
        template = _ECHO.pack(_REQUEST, _CODE, 0, identifier, 0, 0)
        # ping3 sums the bytes of each word in the other order, so its checksum comes out swapped.
        swapped = int(checksum(template)).to_bytes(2, "little")
        self._template_sum = _FOLD - int.from_bytes(swapped, "big")

    def write(self, sequence: int, cookie: int) -> bytes:
        """Write one request with its checksum. A raw socket needs it, a datagram socket writes its own.

        65536 is 1 modulo 65535, so the remainder of the whole cookie is the sum of its words.
        """
        check = -(self._template_sum + sequence + cookie) % _FOLD
        return _ECHO.pack(_REQUEST, _CODE, check, self._identifier, sequence, cookie)


def read_reply(packet: bytes, has_ip_header: bool) -> EchoReply | None:
    """Read the echo reply in `packet`; None for any other packet.

    has_ip_header: whether the packet begins with its IPv4 header, as on a raw socket
    """
    start = 0
    if has_ip_header:
        if len(packet) < _LEAST_IP_HEADER or packet[0] >> 4 != 4:
            return None
        start = (packet[0] & 0x0F) * 4
        if start < _LEAST_IP_HEADER or packet[_IP_PROTOCOL_AT] != _IP_PROTOCOL_ICMP:
            return None
    length = len(packet) - start
    if length == _ECHO.size:
        kind, code, _, identifier, sequence, cookie = _ECHO.unpack_from(packet, start)
    elif length >= _HEADER.size:
        kind, code, _, identifier, sequence = _HEADER.unpack_from(packet, start)
        cookie = None
    else:
        return None
    if kind != _REPLY or code != _CODE:
        return None
    return identifier, sequence, cookie


def read_error(extended: bytes, quoted: bytes) -> QuotedError | None:
    """Read an entry of the socket's error queue; None unless it is an ICMP error about a request.

    extended: the IP_RECVERR data
    quoted: the start of the request; RFC 792 promises its ICMP header only
    """
    if len(extended) < _EXTENDED_ERROR.size or len(quoted) < _HEADER.size:
        return None
    _, origin, kind, code, *_ = _EXTENDED_ERROR.unpack_from(extended)
    quoted_kind, _, _, identifier, sequence = _HEADER.unpack_from(quoted)
    if origin != _FROM_ICMP or quoted_kind != _REQUEST:
        return None
    return QuotedError(_ERROR_CODES.get((kind, code), OTHER_ERROR), identifier, sequence)

"""The wire format of simulated pings: datagrams of many small items behind a token of the client's own.

A request item is a sequence number and an IPv4 address, a reply item the number and the round trip in
microseconds or LOST_MICROS, each eight octets in network order.
"""

import struct
from collections.abc import Iterable, Iterator

TOKEN_BYTES = 8
"""Octets of the token by which a client knows its own replies."""
ITEMS_AT_MOST = 150
"""Limits a datagram to 1 208 octets, below any path's MTU."""
LOST_MICROS = 0xFFFFFFFF
"""The round trip of a lost ping."""
_REQUEST = struct.Struct("!I4s")
_REPLY = struct.Struct("!II")


def pack_requests(token: bytes, items: Iterable[tuple[int, bytes]]) -> bytes:
    return token + b"".join(_REQUEST.pack(sequence, address) for sequence, address in items)


def pack_replies(token: bytes, items: Iterable[tuple[int, int]]) -> bytes:
    return token + b"".join(_REPLY.pack(sequence, micros) for sequence, micros in items)


def is_well_formed(data: bytes) -> bool:
    """Return whether a datagram is shaped like a request or a reply."""
    size = len(data) - TOKEN_BYTES
    return 0 < size <= ITEMS_AT_MOST * _REQUEST.size and size % _REQUEST.size == 0


def requests_in(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield sequence number and packed address of each item. The datagram must be well-formed."""
    return _REQUEST.iter_unpack(memoryview(data)[TOKEN_BYTES:])


def replies_in(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield sequence number and microseconds of each item of a well-formed datagram."""
    return _REPLY.iter_unpack(memoryview(data)[TOKEN_BYTES:])

"""Walks the bytes of an SNMP message strictly, and decodes the values of one that was judged.

Formats: BER as RFC 3417 section 8 narrows it; types and sizes from RFC 1155, RFC 2578 and RFC 3416.
"""

import struct
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

INTEGER, OCTETS, OID, SEQUENCE, IP_ADDRESS, OPAQUE = 0x02, 0x04, 0x06, 0x30, 0x40, 0x44
RESPONSE, REPORT = 0xA2, 0xA8
_ANY_LENGTH = (0, 65_535)
_SIZES = {
    0x02: (1, 4), 0x41: (1, 5), 0x42: (1, 5), 0x43: (1, 5), 0x46: (1, 9), 0x47: (1, 5),
    0x40: (4, 4), 0x06: (1, 640), 0x04: _ANY_LENGTH, 0x44: _ANY_LENGTH,
    0x05: (0, 0), 0x80: (0, 0), 0x81: (0, 0), 0x82: (0, 0),
}  # fmt: skip
"""The least and most bytes of a value by its tag; SNMP has no other tags."""
_LEADING_ZERO_AT = {0x41: 5, 0x42: 5, 0x43: 5, 0x46: 9, 0x47: 5}
"""An unsigned value of this many bytes must begin with a zero byte, or it exceeds its type."""

_COMMON = frozenset(
    tag << 8 | size
    for tag, (least, most) in _SIZES.items()
    for size in range(least, min(most, 127) + 1)
    if tag != OPAQUE and size != _LEADING_ZERO_AT.get(tag)
)
"""Tag and size, as one number, of values that are valid whatever their bytes are."""
_NUMBERS = frozenset({INTEGER, *_LEADING_ZERO_AT})
_NAMES_REMEMBERED = 4_096
"""Limits the OIDs that are kept decoded: devices of one kind are asked for the same."""
_FLOAT = b"\x9f\x78\x04"
"""Begins a float inside an Opaque: a tag of two bytes and the size four, as net-snmp sends it."""


class NotSnmp(Exception):
    """The bytes are not a message that the protocol allows."""


Odd = tuple[str, float | None]
"""An object that a library would misread: its OID, and its float or None for an invalid value."""


class Pdu(NamedTuple):
    """The fixed part of a PDU and its misleading objects.

    id_end: index after the request id
    odd: objects with an Opaque float, or with a tag or size that no SNMP value has (None)
    first: first name of a Report, as bytes on the wire; empty otherwise
    """

    kind: int
    request_id: int
    id_end: int
    status: int
    error_index: int
    odd: tuple[Odd, ...]
    first: bytes


def span(data: bytes, pos: int, end: int, tag: int) -> tuple[int, int]:
    """Find the content of the element at `pos`: its begin and end. Raises NotSnmp unless it has `tag`."""
    if pos + 2 > end or data[pos] != tag:
        raise NotSnmp
    size = data[pos + 1]
    pos += 2
    if size > 127:
        width = size & 0x7F
        if not 1 <= width <= 4 or pos + width > end:
            raise NotSnmp
        size = int.from_bytes(data[pos : pos + width], "big")
        pos += width
    if pos + size > end:
        raise NotSnmp
    return pos, pos + size


def number(data: bytes, pos: int, end: int) -> tuple[int, int]:
    """Read the INTEGER at `pos`, of at most four bytes. Returns its value and its end."""
    start, stop = span(data, pos, end, INTEGER)
    if not 1 <= stop - start <= 4:
        raise NotSnmp
    return int.from_bytes(data[start:stop], "big", signed=True), stop


def octets(data: bytes, pos: int, end: int) -> tuple[bytes, int]:
    start, stop = span(data, pos, end, OCTETS)
    return data[start:stop], stop


def pdu(data: bytes, pos: int, end: int) -> Pdu:
    """Walk the PDU that fills `data` from `pos` to `end`. Raises NotSnmp."""
    if pos >= end:
        raise NotSnmp
    kind = data[pos]
    pos, stop = span(data, pos, end, kind)
    if stop != end:
        raise NotSnmp
    request_id, id_end = number(data, pos, end)
    status, pos = number(data, id_end, end)
    error_index, pos = number(data, pos, end)
    pos, stop = span(data, pos, end, SEQUENCE)
    if stop != end:
        raise NotSnmp
    try:
        odd = _odd(data, pos, end)
    except IndexError:
        raise NotSnmp from None
    first = _first_name(data, pos, end) if kind == REPORT else b""
    return Pdu(kind, request_id, id_end, status, error_index, odd, first)


def _first_name(data: bytes, pos: int, end: int) -> bytes:
    start, stop = span(data, pos, end, SEQUENCE)
    start, stop = span(data, start, stop, OID)
    return data[start:stop]


def _odd(data: bytes, pos: int, end: int) -> tuple[Odd, ...]:
    """Walk the variable bindings and collect the odd objects.

    This loop is most of the cost of a check, so it reads lengths of one byte, nearly all of them, in place.
    An IndexError means a message that was cut short.
    """
    found: tuple[Odd, ...] = ()
    while pos < end:
        at, stop = pos + 4, pos + 2 + data[pos + 1]
        value = at + data[pos + 3]
        if data[pos] != SEQUENCE or data[pos + 2] != OID or data[pos + 1] > 127 or data[pos + 3] > 127:
            name, stop = span(data, pos, end, SEQUENCE)
            at, value = span(data, name, stop, OID)
        tag, size = data[value], data[value + 1]
        first = value + 2
        if size > 127:
            first, value_end = span(data, value, stop, tag)
            size = value_end - first
        if first + size != stop or stop > end or at == value:
            raise NotSnmp
        if tag << 8 | size not in _COMMON:
            found = (*found, *_judge_by_content(data, at, value, tag, first, size))
        pos = stop
    return found


def _judge_by_content(data: bytes, at: int, value: int, tag: int, first: int, size: int) -> tuple[Odd, ...]:
    """Judge an object by its bytes. Its name stands from `at` to `value`."""
    least, most = _SIZES.get(tag, (1, 0))
    if not least <= size <= most or (size == _LEADING_ZERO_AT.get(tag) and data[first]):
        return ((oid_text(data[at:value]), None),)
    if tag == OPAQUE and size == 7 and data.startswith(_FLOAT, first):
        return ((oid_text(data[at:value]), struct.unpack_from(">f", data, first + 3)[0]),)
    return ()


def numbers(data: bytes, id_end: int) -> Iterator[tuple[str, int, int, int]]:
    """Find the numbers of a judged PDU whose request id ends at `id_end`.

    Yields the OID, the tag, and the begin and end of each number; a zero that an unsigned number of full size
    must begin with is left out.
    """
    for name, tag, first, stop in _objects(data, id_end):
        if tag in _NUMBERS:
            yield name, tag, first + (stop - first == _LEADING_ZERO_AT.get(tag)), stop


def values(data: bytes, id_end: int) -> Iterator[tuple[str, int | bytes | str | None]]:
    """Decode the objects of a judged PDU whose request id ends at `id_end`. Raises NotSnmp.

    An Opaque gives its bytes. What holds no value is None: NULL, an exception, a tag that SNMP does not have.
    """
    for name, tag, first, stop in _objects(data, id_end):
        if tag in _NUMBERS:
            yield name, int.from_bytes(data[first:stop], "big", signed=tag == INTEGER)
        elif tag in (OCTETS, OPAQUE):
            yield name, data[first:stop]
        elif tag == OID:
            yield name, oid_text(data[first:stop])
        else:
            yield name, ".".join(map(str, data[first:stop])) if tag == IP_ADDRESS else None


def _objects(data: bytes, id_end: int) -> Iterator[tuple[str, int, int, int]]:
    """Yield OID, tag, and the begin and end of the content of each object of a judged PDU."""
    _, pos = number(data, id_end, len(data))
    _, pos = number(data, pos, len(data))
    pos, end = span(data, pos, len(data), SEQUENCE)
    while pos < end:
        name, stop = span(data, pos, end, SEQUENCE)
        name, value = span(data, name, stop, OID)
        tag = data[value]
        first, pos = span(data, value, stop, tag)
        yield oid_text(data[name:value]), tag, first, pos


@lru_cache(_NAMES_REMEMBERED)
def oid_text(name: bytes) -> str:
    """Decode an object identifier's content to dotted numbers. Raises NotSnmp."""
    if not name or name[-1] > 127:
        raise NotSnmp
    arcs = []
    arc = 0
    for byte in name:
        arc = arc << 7 | byte & 0x7F
        if byte < 128:
            arcs.append(arc)
            arc = 0
    top = min(arcs[0] // 40, 2)
    return ".".join(map(str, (top, arcs[0] - 40 * top, *arcs[1:])))

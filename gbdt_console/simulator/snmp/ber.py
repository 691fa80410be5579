"""The Basic Encoding Rules as far as SNMP uses them; malformed input raises BerError and nothing else.

Written from X.690 and RFC 3416 alone, so that it cannot share a misunderstanding with the console's readers.
"""

from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

Oid = tuple[int, ...]
Content = int | bytes | Oid | None

_MAX_OID_PARTS = 128
"""RFC 2578 section 3.5 limits an OID to 128 sub-identifiers."""
_MAX_INTEGER_BYTES = 9
"""A Counter64 takes eight octets and a sign octet."""


class BerError(ValueError):
    """The bytes are not the BER that SNMP allows."""


class Tag(IntEnum):
    """Identifier octets of SMIv2 values (RFC 3416 section 3)."""

    INTEGER = 0x02
    OCTET_STRING = 0x04
    NULL = 0x05
    OID = 0x06
    SEQUENCE = 0x30
    IP_ADDRESS = 0x40
    COUNTER32 = 0x41
    GAUGE32 = 0x42
    TIME_TICKS = 0x43
    OPAQUE = 0x44
    COUNTER64 = 0x46
    NO_SUCH_OBJECT = 0x80
    NO_SUCH_INSTANCE = 0x81
    END_OF_MIB_VIEW = 0x82


_INTEGERS = frozenset({Tag.INTEGER, Tag.COUNTER32, Tag.GAUGE32, Tag.TIME_TICKS, Tag.COUNTER64})
_EMPTY = frozenset({Tag.NULL, Tag.NO_SUCH_OBJECT, Tag.NO_SUCH_INSTANCE, Tag.END_OF_MIB_VIEW})
_MODULUS = {Tag.COUNTER32: 1 << 32, Tag.GAUGE32: 1 << 32, Tag.TIME_TICKS: 1 << 32, Tag.COUNTER64: 1 << 64}


class Value(NamedTuple):
    """One SMIv2 value.

    content: int for number types, bytes for strings and addresses, an Oid, None for NULL and exceptions
    """

    tag: Tag
    content: Content


NULL = Value(Tag.NULL, None)
NO_SUCH_OBJECT = Value(Tag.NO_SUCH_OBJECT, None)
NO_SUCH_INSTANCE = Value(Tag.NO_SUCH_INSTANCE, None)
END_OF_MIB_VIEW = Value(Tag.END_OF_MIB_VIEW, None)


def integer(number: int) -> Value:
    return Value(Tag.INTEGER, number)


def text(words: str) -> Value:
    """Return an OCTET STRING in UTF-8."""
    return Value(Tag.OCTET_STRING, words.encode())


def object_id(oid: Oid) -> Value:
    return Value(Tag.OID, oid)


def gauge32(number: int) -> Value:
    """Return a Gauge32, which stops at its largest value."""
    return Value(Tag.GAUGE32, max(0, min(number, (1 << 32) - 1)))


def counter32(number: int) -> Value:
    """Return a Counter32, which wraps."""
    return Value(Tag.COUNTER32, number % _MODULUS[Tag.COUNTER32])


def counter64(number: int) -> Value:
    return Value(Tag.COUNTER64, number % _MODULUS[Tag.COUNTER64])


def time_ticks(seconds: float) -> Value:
    """Return TimeTicks of hundredths of a second, which wrap after 497 days."""
    return Value(Tag.TIME_TICKS, int(seconds * 100) % _MODULUS[Tag.TIME_TICKS])


def tlv(tag: int, content: bytes) -> bytes:
    """Encode identifier, definite length and content."""
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def encode_integer(number: int, tag: int = Tag.INTEGER) -> bytes:
    """Encode an integer in two's complement with the fewest octets."""
    size = (number + (number < 0)).bit_length() // 8 + 1
    return tlv(tag, number.to_bytes(size, "big", signed=True))


@lru_cache(maxsize=8192)
def encode_oid(oid: Oid) -> bytes:
    """Encode an OBJECT IDENTIFIER. Raises BerError for an impossible one."""
    if len(oid) < 2 or oid[0] > 2 or (oid[0] < 2 and oid[1] > 39) or min(oid) < 0:
        raise BerError(f"no object identifier: {oid}")
    content = bytearray()
    for part in (oid[0] * 40 + oid[1], *oid[2:]):
        septets = [part & 0x7F]
        while part := part >> 7:
            septets.append(0x80 | part & 0x7F)
        content += bytes(reversed(septets))
    return tlv(Tag.OID, bytes(content))


def encode_value(value: Value) -> bytes:
    tag, content = value
    if isinstance(content, int):
        return encode_integer(content, tag)
    if isinstance(content, bytes):
        return tlv(tag, content)
    if isinstance(content, tuple):
        return encode_oid(content)
    return bytes((tag, 0))


def read_tlv(data: bytes, at: int) -> tuple[int, bytes, int]:
    """Return tag, content and the offset behind it.

    Only definite lengths of at most four octets are accepted.
    """
    if at + 2 > len(data):
        raise BerError("cut short")
    tag, size = data[at], data[at + 1]
    start = at + 2
    if size & 0x80:
        octets = size & 0x7F
        if not 1 <= octets <= 4 or start + octets > len(data):
            raise BerError("bad length")
        size = int.from_bytes(data[start : start + octets], "big")
        start += octets
    end = start + size
    if end > len(data):
        raise BerError("cut short")
    return tag, data[start:end], end


def expect(data: bytes, at: int, tag: int) -> tuple[bytes, int]:
    """Return the content under that tag and the offset behind it. Raises BerError for another tag."""
    found, content, end = read_tlv(data, at)
    if found != tag:
        raise BerError(f"tag {found:#x} where {tag:#x} is due")
    return content, end


def read_integer(data: bytes, at: int) -> tuple[int, int]:
    """Return an INTEGER of 32 bits and the offset behind it."""
    content, end = expect(data, at, Tag.INTEGER)
    if not 1 <= len(content) <= 4:
        raise BerError("not a 32-bit integer")
    return int.from_bytes(content, "big", signed=True), end


@lru_cache(maxsize=8192)
def decode_oid(content: bytes) -> Oid:
    """Return the OBJECT IDENTIFIER of these content octets."""
    if len(content) > 5 * _MAX_OID_PARTS:
        raise BerError("object identifier too long")
    parts: list[int] = []
    part = 0
    for octet in content:
        part = part << 7 | octet & 0x7F
        if part >> 32:
            raise BerError("sub-identifier over 32 bits")
        if not octet & 0x80:
            parts.append(part)
            part = 0
    if not parts or content[-1] & 0x80 or len(parts) >= _MAX_OID_PARTS:
        raise BerError("bad object identifier")
    first = min(parts[0] // 40, 2)
    return (first, parts[0] - first * 40, *parts[1:])


def decode_value(tag: int, content: bytes) -> Value:
    """Return the SMIv2 value under that tag. Raises BerError for any other tag or shape."""
    try:
        known = Tag(tag)
    except ValueError:
        raise BerError(f"no value has tag {tag:#x}") from None
    if known in _INTEGERS:
        if not 1 <= len(content) <= _MAX_INTEGER_BYTES:
            raise BerError("bad integer")
        return Value(known, int.from_bytes(content, "big", signed=True))
    if known in _EMPTY:
        if content:
            raise BerError("an empty value with content")
        return Value(known, None)
    if known is Tag.OID:
        return Value(known, decode_oid(content))
    if known is Tag.SEQUENCE or (known is Tag.IP_ADDRESS and len(content) != 4):
        raise BerError("not a value")
    return Value(known, content)

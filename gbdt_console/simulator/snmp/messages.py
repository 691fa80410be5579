"""SNMP messages of v1 and v2c, and the PDU all versions share (RFC 3416, RFC 3417), in both directions."""

from enum import IntEnum
from typing import NamedTuple

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.simulator.snmp import ber


class PduKind(IntEnum):
    """Tags of the PDUs (RFC 3416 section 3)."""

    GET = 0xA0
    GET_NEXT = 0xA1
    RESPONSE = 0xA2
    SET = 0xA3
    GET_BULK = 0xA5
    TRAP = 0xA7
    REPORT = 0xA8


class ErrorStatus(IntEnum):
    """The values of error-status that the simulated agents use."""

    NONE = 0
    TOO_BIG = 1
    NO_SUCH_NAME = 2
    NOT_WRITABLE = 17


class Version(IntEnum):
    V1 = 0
    V2C = 1
    V3 = 3


class Binding(NamedTuple):
    oid: ber.Oid
    value: ber.Value


@dataclass(frozen=True, slots=True)
class SimulatedPdu:
    """A PDU of any version.

    request_id: number that a response repeats
    first: non-repeaters in a GETBULK, else error-status
    second: max-repetitions in a GETBULK, else error-index
    """

    kind: PduKind
    request_id: int
    first: int
    second: int
    bindings: tuple[Binding, ...]


@dataclass(frozen=True, slots=True)
class CommunityMessage:
    """A message of v1 or v2c.

    version: V1 or V2C
    community: the community string's octets
    """

    version: Version
    community: bytes
    pdu: SimulatedPdu


def version_of(data: bytes) -> Version:
    """Return the version field of a datagram. Raises BerError for an unknown one."""
    number, _ = ber.read_integer(ber.expect(data, 0, ber.Tag.SEQUENCE)[0], 0)
    try:
        return Version(number)
    except ValueError:
        raise ber.BerError(f"version {number}") from None


def encode_binding(binding: Binding) -> bytes:
    return ber.tlv(ber.Tag.SEQUENCE, ber.encode_oid(binding.oid) + ber.encode_value(binding.value))


def encode_pdu(pdu: SimulatedPdu) -> bytes:
    numbers = (
        ber.encode_integer(pdu.request_id) + ber.encode_integer(pdu.first) + ber.encode_integer(pdu.second)
    )
    return ber.tlv(pdu.kind, numbers + ber.tlv(ber.Tag.SEQUENCE, b"".join(map(encode_binding, pdu.bindings))))


def decode_pdu(data: bytes, at: int = 0) -> SimulatedPdu:
    """Decode the PDU at that offset; nothing may follow it. Raises BerError."""
    tag, content, end = ber.read_tlv(data, at)
    try:
        kind = PduKind(tag)
    except ValueError:
        raise ber.BerError(f"no PDU has tag {tag:#x}") from None
    if end != len(data):
        raise ber.BerError("bytes behind the PDU")
    request_id, at = ber.read_integer(content, 0)
    first, at = ber.read_integer(content, at)
    second, at = ber.read_integer(content, at)
    bindings, end = ber.expect(content, at, ber.Tag.SEQUENCE)
    if end != len(content):
        raise ber.BerError("bytes behind the bindings")
    return SimulatedPdu(kind, request_id, first, second, _bindings(bindings))


def _bindings(data: bytes) -> tuple[Binding, ...]:
    found: list[Binding] = []
    at = 0
    while at < len(data):
        pair, at = ber.expect(data, at, ber.Tag.SEQUENCE)
        name, end = ber.expect(pair, 0, ber.Tag.OID)
        tag, content, end = ber.read_tlv(pair, end)
        if end != len(pair):
            raise ber.BerError("bytes behind a value")
        found.append(Binding(ber.decode_oid(name), ber.decode_value(tag, content)))
    return tuple(found)


def encode_message(message: CommunityMessage) -> bytes:
    head = ber.encode_integer(message.version) + ber.tlv(ber.Tag.OCTET_STRING, message.community)
    return ber.tlv(ber.Tag.SEQUENCE, head + encode_pdu(message.pdu))


def decode_message(data: bytes) -> CommunityMessage:
    """Decode a message of v1 or v2c. Raises BerError."""
    version = version_of(data)
    if version is Version.V3:
        raise ber.BerError("a v3 message has no community")
    content, end = ber.expect(data, 0, ber.Tag.SEQUENCE)
    if end != len(data):
        raise ber.BerError("bytes behind the message")
    _, at = ber.read_integer(content, 0)
    community, at = ber.expect(content, at, ber.Tag.OCTET_STRING)
    return CommunityMessage(version, community, decode_pdu(content, at))

"""Reads traps and informs strictly: versions 1 and 2c, and version 3's PDU.

Formats: RFC 1157 (version 1), RFC 3416 (version 2); the OID of a version 1 trap: RFC 3584 section 3.1.
"""

from typing import NamedTuple

from gbdt_console.devices.snmp.client import SnmpValue
from gbdt_console.devices.transports.snmp import ber

TRAP_V1, INFORM, TRAP = 0xA4, 0xA6, 0xA7
_IP_ADDRESS, _TIME_TICKS = 0x40, 0x43
_UNSIGNED = frozenset({0x41, 0x42, _TIME_TICKS, 0x46, 0x47})
_NOTHING = frozenset({0x05, 0x80, 0x81, 0x82})
_TRAP_OID = "1.3.6.1.6.3.1.1.4.1.0"
_STANDARD_TRAPS = "1.3.6.1.6.3.1.1.5"
_ENTERPRISE_SPECIFIC = 6
_MOST_VARIABLES = 64
"""Limits the variables of one notification; a longer one is malformed."""


class Notification(NamedTuple):
    """One trap or inform.

    trap: its OID in the form of version 2
    values: its other variables by OID
    is_inform: whether the sender waits for an answer
    """

    trap: str
    values: dict[str, SnmpValue]
    is_inform: bool


class TrapEnvelope(NamedTuple):
    """A version 1 or 2c message, read as far as its community.

    version: 0 for version 1, 1 for version 2c
    pdu: index of the PDU's first byte
    end: index after the PDU's last byte
    """

    version: int
    community: bytes
    pdu: int
    end: int


def version_of(data: bytes) -> int:
    """Read the version number of a message: 0 (v1), 1 (v2c), 3. Raises NotSnmp."""
    start, end = ber.span(data, 0, len(data), ber.SEQUENCE)
    return ber.number(data, start, end)[0]


def open_envelope(data: bytes) -> TrapEnvelope:
    """Read the head of a version 1 or 2c message. Raises NotSnmp."""
    pos, end = ber.span(data, 0, len(data), ber.SEQUENCE)
    version, pos = ber.number(data, pos, end)
    community, pos = ber.octets(data, pos, end)
    if version not in (0, 1) or end != len(data) or pos >= end:
        raise ber.NotSnmp
    return TrapEnvelope(version, community, pos, end)


def read_notification(data: bytes, pos: int, end: int, *, is_v1: bool = False) -> Notification:
    """Read the notification that fills `data` from `pos` to `end`. Raises NotSnmp for any other PDU."""
    if pos >= end or data[pos] not in ((TRAP_V1,) if is_v1 else (TRAP, INFORM)):
        raise ber.NotSnmp
    kind = data[pos]
    pos, stop = ber.span(data, pos, end, kind)
    if stop != end:
        raise ber.NotSnmp
    if is_v1:
        return _version_1(data, pos, end)
    for _ in ("request-id", "error-status", "error-index"):
        _, pos = ber.number(data, pos, end)
    values = _variables(data, pos, end)
    trap = values.pop(_TRAP_OID, None)
    if not isinstance(trap, str):
        raise ber.NotSnmp
    return Notification(trap, values, kind == INFORM)


def response_to(data: bytes, pdu: int) -> bytes:
    """Make the answer to an inform. It is the same message as a Response (RFC 3416 section 4.2.7)."""
    return data[:pdu] + bytes([ber.RESPONSE]) + data[pdu + 1 :]


def _version_1(data: bytes, pos: int, end: int) -> Notification:
    start, pos = ber.span(data, pos, end, ber.OID)
    enterprise = ber.oid_text(data[start:pos])
    start, pos = ber.span(data, pos, end, _IP_ADDRESS)
    if pos - start != 4:
        raise ber.NotSnmp
    generic, pos = ber.number(data, pos, end)
    specific, pos = ber.number(data, pos, end)
    _, pos = ber.span(data, pos, end, _TIME_TICKS)
    values = _variables(data, pos, end)
    if not 0 <= generic <= _ENTERPRISE_SPECIFIC or specific < 0:
        raise ber.NotSnmp
    if generic == _ENTERPRISE_SPECIFIC:
        return Notification(f"{enterprise}.0.{specific}", values, is_inform=False)
    return Notification(f"{_STANDARD_TRAPS}.{generic + 1}", values, is_inform=False)


def _variables(data: bytes, pos: int, end: int) -> dict[str, SnmpValue]:
    pos, stop = ber.span(data, pos, end, ber.SEQUENCE)
    if stop != end:
        raise ber.NotSnmp
    values: dict[str, SnmpValue] = {}
    for _ in range(_MOST_VARIABLES):
        if pos == end:
            return values
        start, stop = ber.span(data, pos, end, ber.SEQUENCE)
        start, at = ber.span(data, start, stop, ber.OID)
        if at >= stop:
            raise ber.NotSnmp
        first, pos = ber.span(data, at, stop, data[at])
        value = _value(data[at], data[first:pos])
        if pos != stop:
            raise ber.NotSnmp
        if value is not None:
            values[ber.oid_text(data[start:at])] = value
    raise ber.NotSnmp


def _value(tag: int, content: bytes) -> SnmpValue | None:
    """Decode a variable's value; None for NULL and the exceptions of version 2."""
    if tag in (ber.OCTETS, ber.OPAQUE):
        return content
    if tag == ber.OID:
        return ber.oid_text(content)
    if tag == ber.INTEGER and 1 <= len(content) <= 4:
        return int.from_bytes(content, "big", signed=True)
    if tag in _UNSIGNED and 1 <= len(content) <= 9:
        return int.from_bytes(content, "big")
    if tag == _IP_ADDRESS and len(content) == 4:
        return ".".join(map(str, content))
    if tag in _NOTHING and not content:
        return None
    raise ber.NotSnmp

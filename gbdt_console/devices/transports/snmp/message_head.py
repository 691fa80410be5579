"""Reads the unencrypted part of a version 3 message.

From one answer of an agent to the next only a few numbers of it differ, so one that is like the last is read
by these. Formats: RFC 3412, RFC 3414.
"""

from itertools import pairwise
from struct import Struct
from typing import NamedTuple

from gbdt_console.devices.transports.snmp import ber

VERSION_3 = 3
LEVEL_BITS = 0b011
"""The bits of msgFlags that say authentication (1) and privacy (2)."""
_REPORTABLE = 0b100
_USER_BASED = 3
"""The security model of users (RFC 3411); its parameters are those read here."""


class MessageHead(NamedTuple):
    """The unencrypted part of a version 3 message.

    engine_id: id of the authoritative engine
    time: that engine's time since its start, in seconds
    digest: index of the digest
    digest_end: index after the digest
    salt: the privacy parameters
    is_encrypted: whether the scoped PDU is encrypted
    start: index of the scoped PDU's content
    end: index after the scoped PDU
    is_reportable: whether the sender waits for an answer
    """

    message_id: int
    level: int
    engine_id: bytes
    boots: int
    time: int
    digest: int
    digest_end: int
    salt: bytes
    is_encrypted: bool
    start: int
    end: int
    user: bytes
    is_reportable: bool


class HeadForm:
    """The head of the last message of one kind, and where in it stands what differs in the next."""

    __slots__ = ("_cut", "_fixed", "_head")

    def __init__(self) -> None:
        """Start without a message."""
        self._cut: Struct | None = None
        self._fixed = b""
        self._head: MessageHead | None = None

    def read(self, data: bytes) -> MessageHead:
        """Read a head as `read_head` does. Raises NotSnmp."""
        cut, last = self._cut, self._head
        if cut is not None and last is not None and len(data) == cut.size:
            parts = cut.unpack(data)
            if b"".join(parts[::2]) == self._fixed:
                return MessageHead(
                    int.from_bytes(parts[1], "big", signed=True), last.level, last.engine_id, last.boots,
                    int.from_bytes(parts[3], "big", signed=True), last.digest, last.digest_end, parts[7],
                    last.is_encrypted, last.start, last.end, last.user, last.is_reportable,
                )  # fmt: skip
        head, ends = _read(data)
        cut = Struct("".join(f"{end - start}s" for start, end in pairwise((0, *ends))))
        self._cut, self._head, self._fixed = cut, head, b"".join(cut.unpack(data)[::2])
        return head


def read_head(data: bytes) -> MessageHead:
    """Read the head of a version 3 message. Raises NotSnmp."""
    return _read(data)[0]


def _read(data: bytes) -> tuple[MessageHead, tuple[int, ...]]:
    """Return the head, and where its message id, time, digest, salt and body begin and end."""
    pos, end = ber.span(data, 0, len(data), ber.SEQUENCE)
    version, pos = ber.number(data, pos, end)
    if version != VERSION_3 or end != len(data):
        raise ber.NotSnmp
    start, pos = ber.span(data, pos, end, ber.SEQUENCE)
    message_id, id_end = ber.number(data, start, pos)
    id_at, _ = ber.span(data, start, pos, ber.INTEGER)
    _, start = ber.number(data, id_end, pos)
    flags, start = ber.octets(data, start, pos)
    model, start = ber.number(data, start, pos)
    is_filled = start == pos
    start, pos = ber.span(data, pos, end, ber.OCTETS)
    start, stop = ber.span(data, start, pos, ber.SEQUENCE)
    engine_id, start = ber.octets(data, start, stop)
    boots, start = ber.number(data, start, stop)
    time, time_end = ber.number(data, start, stop)
    time_at, _ = ber.span(data, start, stop, ber.INTEGER)
    user, start = ber.octets(data, time_end, stop)
    digest, digest_end = ber.span(data, start, stop, ber.OCTETS)
    salt, salt_end = ber.span(data, digest_end, stop, ber.OCTETS)
    is_filled = is_filled and salt_end == stop == pos
    if not is_filled or model != _USER_BASED or len(flags) != 1 or pos >= end:
        raise ber.NotSnmp
    level = flags[0] & LEVEL_BITS
    is_encrypted = level == LEVEL_BITS
    body, stop = ber.span(data, pos, end, ber.OCTETS if is_encrypted else ber.SEQUENCE)
    if stop != end:
        raise ber.NotSnmp
    head = MessageHead(
        message_id, level, engine_id, boots, time, digest, digest_end, data[salt:salt_end], is_encrypted,
        body, stop, user, bool(flags[0] & _REPORTABLE),
    )  # fmt: skip
    return head, (id_at, id_end, time_at, time_end, digest, digest_end, salt, salt_end, body, stop)

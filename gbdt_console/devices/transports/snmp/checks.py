"""Judges a datagram against its request before anything decodes it.

gufo_snmp ignores error-status, decodes too long integers wrongly without an error and panics on tags that
SNMP does not have; pysnmp takes an answer from any sender and fails on broken ones. Message formats:
RFC 3416, RFC 3412, RFC 3414.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

from gbdt_console.core.sites import SnmpCredential
from gbdt_console.devices.snmp.client import SnmpValue
from gbdt_console.devices.transports.snmp import ber
from gbdt_console.devices.transports.snmp.answer_form import ID_BYTES, AnswerForm
from gbdt_console.devices.transports.snmp.keys import EngineKeys, engine_keys
from gbdt_console.devices.transports.snmp.message_head import LEVEL_BITS, VERSION_3, HeadForm, read_head

USM_STATS = bytes.fromhex("2b060106030f0101")
"""The content of the OID usmStats (RFC 3414)."""


class Report(IntEnum):
    """The reason why a version 3 agent refuses a request.

    The value is the arc below usmStats (RFC 3414 section 5).
    """

    OTHER = 0
    UNSUPPORTED_LEVEL = 1
    NOT_IN_TIME_WINDOW = 2
    UNKNOWN_USER = 3
    UNKNOWN_ENGINE = 4
    WRONG_DIGEST = 5
    DECRYPTION = 6


class CheckedAnswer(NamedTuple):
    """The head of an answer to our request.

    odd: objects that a library would misread
    report: the reason in a Report, None for a Response
    body: the bytes with the PDU, decrypted
    id_end: index in `body` after the request id
    values: the values of an answer that its form read; None for one that a library has to decode
    time_s: the agent's time since its start; 0 but in version 3
    """

    status: int
    error_index: int
    odd: tuple[ber.Odd, ...]
    report: Report | None = None
    body: bytes = b""
    id_end: int = 0
    values: Mapping[str, SnmpValue] | None = None
    time_s: int = 0


class CommunityRequest(NamedTuple):
    """A request of version 1 or 2c. Its answer has the same version, community and number.

    form: the form of the last answer to the same question
    """

    opening: bytes
    request_id: int
    form: AnswerForm | None = None

    def judge(self, data: bytes) -> CheckedAnswer | None:
        """Return the answer's head, None for a datagram that answers another request. Raises NotSnmp."""
        if self.form is not None:
            number = self.request_id.to_bytes(ID_BYTES, "big", signed=True)
            values = self.form.read(data, number)
            if values is not None:
                return CheckedAnswer(0, 0, (), None, b"", 0, values)
        pos, end = ber.span(data, 0, len(data), ber.SEQUENCE)
        if end != len(data):
            raise ber.NotSnmp
        if not data.startswith(self.opening, pos):
            return None
        return _answer(ber.pdu(data, pos + len(self.opening), end), self.request_id, data)


class UserRequest(NamedTuple):
    """A request of version 3. Its answer has the same number, engine and security level, or is a Report.

    A Response at a lower level or with a wrong digest is dropped as foreign.

    level: security level, the two bits of LEVEL_BITS
    keys: the user's keys; None under pysnmp, which compares digests and decrypts by itself
    head: the form of the heads of answers to the same question
    form: the form of the last answer to it
    """

    message_id: int
    level: int
    engine_id: bytes
    keys: EngineKeys | None
    head: HeadForm | None = None
    form: AnswerForm | None = None

    def judge(self, data: bytes) -> CheckedAnswer | None:
        """Return the answer's head as CommunityRequest.judge does."""
        head = read_head(data) if self.head is None else self.head.read(data)
        if head.message_id != self.message_id:
            return None
        is_ours = head.level == self.level and head.engine_id == self.engine_id
        if self.keys and head.level and not self.keys.is_genuine(data, head.digest, head.digest_end):
            return None
        if head.is_encrypted and (not is_ours or self.keys is None):
            return CheckedAnswer(0, 0, ()) if is_ours else None
        body = data[head.start : head.end]
        if head.is_encrypted and self.keys is not None:
            body = self.keys.decrypt(body, head.boots, head.time, head.salt)
        values = self.form.read(body, None) if self.form is not None and is_ours else None
        if values is not None:
            return CheckedAnswer(0, 0, (), None, b"", 0, values, head.time)
        start, stop = ber.span(body, 0, len(body), ber.SEQUENCE) if head.is_encrypted else (0, len(body))
        found = _scoped(body, start, stop)
        if found.kind != ber.REPORT and not is_ours:
            return None
        return _answer(found, found.request_id, body, head.time)


Request = CommunityRequest | UserRequest
"""A request under way; its `judge` finds its answer among the datagrams that arrive."""


class Peer(NamedTuple):
    """The part that all requests of a version 3 session share.

    keys: the user's keys at that engine, None without authentication
    """

    level: int
    engine_id: bytes
    keys: EngineKeys | None


def request_of(
    data: bytes, peer: Peer | None = None, head: HeadForm | None = None, form: AnswerForm | None = None
) -> Request:
    """Read the request that a library is about to send. Raises NotSnmp for any other bytes.

    peer: that of a version 3 session
    head, form: the forms of the answers to the same question
    """
    start, end = ber.span(data, 0, len(data), ber.SEQUENCE)
    version, pos = ber.number(data, start, end)
    if version == VERSION_3:
        if peer is None:
            own = read_head(data)
            return UserRequest(own.message_id, own.level, own.engine_id, None)
        pos, _ = ber.span(data, pos, end, ber.SEQUENCE)
        return UserRequest(ber.number(data, pos, end)[0], *peer, head, form)
    _, pos = ber.octets(data, pos, end)
    inside, _ = ber.span(data, pos, end, data[pos])
    request_id, _ = ber.number(data, inside, end)
    return CommunityRequest(data[start:pos], request_id, form)


def peer_of(credential: SnmpCredential, engine_id: bytes) -> Peer:
    """Make the part that a user's requests to an engine share."""
    keys = engine_keys(credential, engine_id)
    return Peer(0 if keys is None else LEVEL_BITS if keys.cipher else 1, engine_id, keys)


def _scoped(data: bytes, pos: int, end: int) -> ber.Pdu:
    _, pos = ber.octets(data, pos, end)
    _, pos = ber.octets(data, pos, end)
    return ber.pdu(data, pos, end)


def _answer(found: ber.Pdu, request_id: int, body: bytes, time_s: int = 0) -> CheckedAnswer | None:
    if found.kind == ber.REPORT:
        if found.odd:
            raise ber.NotSnmp
        return CheckedAnswer(0, 0, (), _report(found.first))
    if found.kind != ber.RESPONSE or found.request_id != request_id:
        return None
    return CheckedAnswer(
        found.status, found.error_index, found.odd, body=body, id_end=found.id_end, time_s=time_s
    )


def _report(name: bytes) -> Report:
    if len(name) == len(USM_STATS) + 2 and name.startswith(USM_STATS) and name[-2] <= max(Report):
        return Report(name[-2])
    return Report.OTHER

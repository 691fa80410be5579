"""Makes the console an SNMP engine that answers version 3 informs.

Message format and Reports: RFC 3412 and RFC 3414.
"""

import hashlib
import secrets
import socket

from gbdt_console.core.clock import Clock
from gbdt_console.devices.transports.snmp import checks
from gbdt_console.devices.transports.snmp.ber import INTEGER, OCTETS, OID, REPORT, SEQUENCE
from gbdt_console.devices.transports.snmp.keys import EngineKeys
from gbdt_console.devices.transports.snmp.message_head import LEVEL_BITS, VERSION_3, MessageHead, read_head

TIME_WINDOW_S = 150
"""Limits the age of a version 3 message, in seconds (RFC 3414 section 3.2)."""

_ENGINE_PREFIX = (0x8000_0000 | 32473).to_bytes(4, "big") + b"\x05"
"""RFC 3411: an enterprise number, here the unassigned one of RFC 5612, and 5 for 'octets follow'."""
_USER_SECURITY_MODEL = 3
_LARGEST = 65_507
"""Limits a message to the payload of one UDP datagram, in bytes."""
_COUNTER = 0x41
_YEAR_2020_UTC = 1_577_836_800


class OwnEngine:
    """Answers the informs of known users.

    The engine id is the same at every start. The boots are the seconds since 2020 at the start: they rise
    with every start, as RFC 3414 demands, without a file. After a wall clock was set back between two starts,
    a sender learns the new boots from a Report.
    """

    def __init__(self, clock: Clock, port: int) -> None:
        """Derive the engine id from the machine's name and the port."""
        self._clock = clock
        self._started_s = clock.monotonic()
        self._reports = 0
        name = f"{socket.gethostname()}:{port}".encode()
        self.id = _ENGINE_PREFIX + hashlib.sha256(name).digest()[:8]
        self.boots = max(1, int(clock.utc()) - _YEAR_2020_UTC)

    def is_in_window(self, head: MessageHead) -> bool:
        """Tell whether an authentic message lies within the time window."""
        return head.boots == self.boots and abs(head.time - self._time()) <= TIME_WINDOW_S

    def report(self, head: MessageHead, report: checks.Report, keys: EngineKeys | None = None) -> bytes:
        """Make the Report that refuses a message, signed where `keys` are given."""
        self._reports += 1
        name = checks.USM_STATS + bytes([report, 0])
        variable = element(SEQUENCE, element(OID, name) + _integer(self._reports & 0x7FFF_FFFF, _COUNTER))
        pdu = _integer(0) + _integer(0) + _integer(0) + element(SEQUENCE, variable)
        scoped = element(OCTETS, self.id) + element(OCTETS, b"") + element(REPORT, pdu)
        return self._message(head, 1 if keys else 0, keys, element(SEQUENCE, scoped))

    def response(self, head: MessageHead, keys: EngineKeys | None, scoped: bytes) -> bytes:
        """Make a Response at the answered message's security level."""
        return self._message(head, head.level, keys, scoped)

    def _message(self, head: MessageHead, level: int, keys: EngineKeys | None, scoped: bytes) -> bytes:
        time, salt, body = self._time(), b"", scoped
        if keys and level == LEVEL_BITS:
            salt = secrets.token_bytes(8)
            body = element(OCTETS, keys.encrypt(scoped, self.boots, time, salt))
        header = (
            _integer(head.message_id)
            + _integer(_LARGEST)
            + element(OCTETS, bytes([level]))
            + _integer(_USER_SECURITY_MODEL)
        )
        security = (
            element(OCTETS, self.id)
            + _integer(self.boots)
            + _integer(time)
            + element(OCTETS, head.user)
            + element(OCTETS, bytes(keys.digest_size) if keys else b"")
            + element(OCTETS, salt)
        )
        message = element(
            SEQUENCE,
            _integer(VERSION_3)
            + element(SEQUENCE, header)
            + element(OCTETS, element(SEQUENCE, security))
            + body,
        )
        if keys is None:
            return message
        blank = read_head(message)
        return keys.sign(message, blank.digest, blank.digest_end)

    def _time(self) -> int:
        return int(self._clock.monotonic() - self._started_s)


def element(tag: int, content: bytes) -> bytes:
    """Encode a BER element of definite length."""
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    width = (size.bit_length() + 7) // 8
    return bytes([tag, 0x80 | width]) + size.to_bytes(width, "big") + content


def _integer(value: int, tag: int = INTEGER) -> bytes:
    """Encode a number from 0 to 2147483647."""
    return element(tag, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))

"""Opens a known sender's datagram with that sender's credential and no other."""

import hmac
from typing import NamedTuple

from gbdt_console.core.clock import Clock
from gbdt_console.core.sites import Device, SnmpCredential, SnmpVersion
from gbdt_console.devices.transports.snmp import checks
from gbdt_console.devices.transports.snmp.ber import SEQUENCE, NotSnmp, octets, span
from gbdt_console.devices.transports.snmp.message_head import VERSION_3, MessageHead, read_head
from gbdt_console.devices.transports.traps.engine import TIME_WINDOW_S, OwnEngine, element
from gbdt_console.devices.transports.traps.gate import Drop
from gbdt_console.devices.transports.traps.message import (
    Notification,
    open_envelope,
    read_notification,
    response_to,
    version_of,
)

_ENGINE_ID_SIZES = range(5, 33)


class TrapRefused(Exception):
    """The sender may not send this datagram."""

    def __init__(self, drop: Drop) -> None:
        super().__init__(drop)
        self.drop = drop


class OpenedTrap(NamedTuple):
    """The result of opening a datagram.

    notification: the trap or inform, None for a step on the way to an inform
    answer: the datagram to send back, None for a trap
    """

    notification: Notification | None
    answer: bytes | None = None


class _SenderClock(NamedTuple):
    """A sender's own SNMP engine at its last message.

    time: the engine's time since its start, in seconds
    read_s: our monotonic time then, in seconds
    """

    engine_id: bytes
    boots: int
    time: int
    read_s: float


class TrapOpener:
    """Opens the datagrams of all senders.

    A device read by version 3 must send version 3. From any other device versions 1 and 2c are taken alike:
    many cards that are read by one send their traps by the other.
    """

    def __init__(self, clock: Clock, port: int) -> None:
        self._clock = clock
        self._own = OwnEngine(clock, port)
        self._sender_clocks: dict[str, _SenderClock] = {}

    def open(self, data: bytes, sender: Device) -> OpenedTrap:
        """Open one datagram. Raises NotSnmp, and TrapRefused for a wrong credential or a stale message."""
        if sender.snmp is None:
            raise TrapRefused(Drop.WRONG_CREDENTIAL)
        is_v3 = version_of(data) == VERSION_3
        if is_v3 is not (sender.snmp.version is SnmpVersion.V3):
            raise TrapRefused(Drop.WRONG_CREDENTIAL)
        return self._open_user(data, sender, sender.snmp) if is_v3 else _open_community(data, sender.snmp)

    def _open_user(self, data: bytes, sender: Device, credential: SnmpCredential) -> OpenedTrap:
        head = read_head(data)
        is_ours = head.engine_id == self._own.id
        if head.is_reportable and not is_ours:
            return OpenedTrap(None, self._own.report(head, checks.Report.UNKNOWN_ENGINE))
        if len(head.engine_id) not in _ENGINE_ID_SIZES:
            raise NotSnmp
        peer = checks.peer_of(credential, head.engine_id)
        if not _is_of(credential, peer, head, data):
            raise TrapRefused(Drop.WRONG_CREDENTIAL)
        if not is_ours:
            self._check_time(sender, peer, head)
        elif peer.keys and not self._own.is_in_window(head):
            return OpenedTrap(None, self._own.report(head, checks.Report.NOT_IN_TIME_WINDOW, peer.keys))
        scoped, pdu, notification = _scoped(data, head, peer)
        if notification.is_inform is not is_ours:
            raise NotSnmp
        if not is_ours:
            return OpenedTrap(notification)
        return OpenedTrap(notification, self._own.response(head, peer.keys, response_to(scoped, pdu)))

    def _check_time(self, sender: Device, peer: checks.Peer, head: MessageHead) -> None:
        """Refuse a sender's clock that runs back beyond the window. Source: RFC 3414 section 3.2 step 7b."""
        if peer.keys is None:
            return
        now_s = self._clock.monotonic()
        known = self._sender_clocks.get(sender.id)
        if known is not None and known.engine_id == head.engine_id:
            clock_s = known.time + now_s - known.read_s
            is_old = head.boots == known.boots and head.time < clock_s - TIME_WINDOW_S
            if is_old or head.boots < known.boots:
                raise TrapRefused(Drop.STALE)
            if (head.boots, head.time) <= (known.boots, known.time):
                return
        self._sender_clocks[sender.id] = _SenderClock(head.engine_id, head.boots, head.time, now_s)


def _open_community(data: bytes, credential: SnmpCredential) -> OpenedTrap:
    envelope = open_envelope(data)
    community = credential.community.reveal().encode() if credential.community else b""
    if not hmac.compare_digest(envelope.community, community):
        raise TrapRefused(Drop.WRONG_CREDENTIAL)
    notification = read_notification(data, envelope.pdu, envelope.end, is_v1=envelope.version == 0)
    return OpenedTrap(notification, response_to(data, envelope.pdu) if notification.is_inform else None)


def _is_of(credential: SnmpCredential, peer: checks.Peer, head: MessageHead, data: bytes) -> bool:
    """Tell whether this user made the message at the configured security level."""
    if head.user != credential.user.encode() or head.level != peer.level:
        return False
    return peer.keys is None or peer.keys.is_genuine(data, head.digest, head.digest_end)


def _scoped(data: bytes, head: MessageHead, peer: checks.Peer) -> tuple[bytes, int, Notification]:
    """Return the scoped PDU in clear, its PDU's index, and its notification."""
    if peer.keys is None or not head.is_encrypted:
        return _contained(element(SEQUENCE, data[head.start : head.end]))
    plain = peer.keys.decrypt(data[head.start : head.end], head.boots, head.time, head.salt)
    try:
        return _contained(plain)
    except NotSnmp:
        # The digest is right, so the sender made this message with another privacy key.
        raise TrapRefused(Drop.WRONG_CREDENTIAL) from None


def _contained(plain: bytes) -> tuple[bytes, int, Notification]:
    pos, end = span(plain, 0, len(plain), SEQUENCE)
    _, pos = octets(plain, pos, end)
    _, pos = octets(plain, pos, end)
    return plain[:end], pos, read_notification(plain, pos, end)

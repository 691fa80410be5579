"""The agent's side of the user security model (RFC 3414 section 3.2): checks, reports, encrypts and signs."""

import hmac
import itertools
from collections.abc import Callable
from dataclasses import replace

from gbdt_console.core.sites import SnmpCredential
from gbdt_console.simulator.snmp import v3
from gbdt_console.simulator.snmp.ber import BerError, Oid, counter32
from gbdt_console.simulator.snmp.messages import Binding, PduKind, SimulatedPdu

Respond = Callable[[SimulatedPdu, int], SimulatedPdu | None]
"""Returns the response to a request, given the largest size in octets; None for no response."""

WINDOW_S = 150
"""The time window of RFC 3414 section 2.2.3."""
_OVERHEAD_BYTES = 160
"""Octets of a v3 message around its PDU, at most."""
_LARGEST_BYTES = 65_507
"""msgMaxSize: the largest payload of a UDP datagram over IPv4."""
_USM_STATS = (1, 3, 6, 1, 6, 3, 15, 1, 1)
UNSUPPORTED_LEVEL, NOT_IN_WINDOW, UNKNOWN_USER, UNKNOWN_ENGINE, WRONG_DIGEST, DECRYPTION_ERROR = range(1, 7)


class UsmAgent:
    def __init__(
        self, engine_id: bytes, credential: SnmpCredential, clock: Callable[[], tuple[int, int]]
    ) -> None:
        """Make an engine.

        credential: its one user with protocols and passwords
        clock: returns snmpEngineBoots and snmpEngineTime in seconds
        """
        self._engine_id = engine_id
        self._user = credential.user.encode()
        self._keys = v3.localise(credential, engine_id)
        self._clock = clock
        self._salts = itertools.count(int.from_bytes(engine_id[-4:], "big"))
        self._stats = dict.fromkeys(range(1, 7), 0)

    def answer(self, data: bytes, respond: Respond) -> bytes | None:
        """Return a response, a report, or None. Raises BerError for data that is not SNMPv3."""
        envelope = v3.decode_envelope(data)
        fault = self._fault(envelope, data)
        if fault:
            return self._report(envelope, fault)
        payload = envelope.payload
        if envelope.flags & v3.PRIVATE:
            payload = self._keys.decrypt(payload, envelope.security)
        try:
            context, pdu = v3.decode_scoped(payload)
        except BerError:
            if envelope.flags & v3.PRIVATE:
                return self._report(envelope, DECRYPTION_ERROR)
            raise
        response = respond(pdu, envelope.max_size - _OVERHEAD_BYTES)
        return None if response is None else self._seal(envelope, self._keys.level, context, response)

    def encode_trap(self, pdu: SimulatedPdu) -> bytes:
        """Encode a trap's message. This engine is the authoritative one (RFC 3414 section 1.5.1)."""
        level = self._keys.level
        security = v3.Security(self._engine_id, 0, 0, self._user)
        return self._seal(v3.V3Message(pdu.request_id, _LARGEST_BYTES, level, security, b""), level, b"", pdu)

    @property
    def refusals(self) -> int:
        """Count the requests with an unknown user or a wrong password."""
        return self._stats[UNKNOWN_USER] + self._stats[WRONG_DIGEST]

    def _fault(self, envelope: v3.V3Message, data: bytes) -> int:
        """Return the number of the usmStats counter that the message raises. 0 for a valid message."""
        security = envelope.security
        if security.engine_id != self._engine_id:
            return UNKNOWN_ENGINE
        if security.user != self._user:
            return UNKNOWN_USER
        if envelope.flags & (v3.AUTHENTIC | v3.PRIVATE) != self._keys.level:
            return UNSUPPORTED_LEVEL
        if not envelope.flags & v3.AUTHENTIC:
            return 0
        if not self._is_signed(envelope, data):
            return WRONG_DIGEST
        boots, time_s = self._clock()
        if security.boots != boots or abs(security.time_s - time_s) > WINDOW_S:
            return NOT_IN_WINDOW
        return 0

    def _is_signed(self, envelope: v3.V3Message, data: bytes) -> bool:
        digest, at = envelope.security.digest, envelope.digest_at
        if len(digest) != self._keys.digest_bytes:
            return False
        unsigned = data[:at] + bytes(len(digest)) + data[at + len(digest) :]
        return hmac.compare_digest(self._keys.digest(unsigned), digest)

    def _report(self, envelope: v3.V3Message, fault: int) -> bytes | None:
        self._stats[fault] += 1
        if not envelope.flags & v3.REPORTABLE:
            return None
        try:
            request_id = (
                0 if envelope.flags & v3.PRIVATE else v3.decode_scoped(envelope.payload)[1].request_id
            )
        except BerError:
            request_id = 0
        name: Oid = (*_USM_STATS, fault, 0)
        binding = Binding(name, counter32(self._stats[fault]))
        pdu = SimulatedPdu(PduKind.REPORT, request_id, 0, 0, (binding,))
        return self._seal(envelope, v3.AUTHENTIC if fault == NOT_IN_WINDOW else 0, b"", pdu)

    def _seal(self, envelope: v3.V3Message, flags: int, context: bytes, pdu: SimulatedPdu) -> bytes:
        boots, time_s = self._clock()
        salt = next(self._salts).to_bytes(8, "big") if flags & v3.PRIVATE else b""
        security = v3.Security(self._engine_id, boots, time_s, envelope.security.user, b"", salt)
        scoped = v3.encode_scoped(self._engine_id, context, pdu)
        sealed = replace(envelope, max_size=_LARGEST_BYTES, flags=flags, security=security, payload=scoped)
        return v3.encode_envelope(sealed, self._keys)

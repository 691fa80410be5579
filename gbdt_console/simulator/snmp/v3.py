"""SNMPv3 messages: the envelope (RFC 3412), keys, digests and AES (RFC 3414, 3826, 7860)."""

import hashlib
import hmac
from functools import lru_cache
from typing import NamedTuple

from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import AuthProtocol, SnmpCredential
from gbdt_console.simulator.snmp.ber import BerError, Tag, encode_integer, expect, read_integer, tlv
from gbdt_console.simulator.snmp.messages import SimulatedPdu, Version, decode_pdu, encode_pdu

AUTHENTIC = 0x01
PRIVATE = 0x02
REPORTABLE = 0x04
"""Bits of msgFlags (RFC 3412 section 6.4)."""

_USM = 3
"""msgSecurityModel of the user security model."""
_KEY_EXPANSION_BYTES = 1_048_576
"""RFC 3414 appendix A.2 repeats the password to this length."""
_DIGEST_BYTES = {
    AuthProtocol.SHA1: 12,
    AuthProtocol.SHA224: 16,
    AuthProtocol.SHA256: 24,
    AuthProtocol.SHA384: 32,
    AuthProtocol.SHA512: 48,
}


class Security(NamedTuple):
    """The parameters of the user security model.

    engine_id: snmpEngineID of the authoritative engine
    boots: its snmpEngineBoots
    time_s: its snmpEngineTime, seconds
    digest: authentication parameters, empty for none
    salt: privacy parameters, empty for none
    """

    engine_id: bytes
    boots: int
    time_s: int
    user: bytes
    digest: bytes = b""
    salt: bytes = b""


@dataclass(frozen=True, slots=True)
class V3Message:
    """One v3 message.

    message_id: number that a response repeats
    max_size: largest message that the sender accepts, octets
    flags: AUTHENTIC, PRIVATE, REPORTABLE
    security: parameters of the user security model
    payload: the scoped PDU, or its cipher text where flags have PRIVATE
    digest_at: offset of the digest in the received datagram
    """

    message_id: int
    max_size: int
    flags: int
    security: Security
    payload: bytes
    digest_at: int = 0


@dataclass(frozen=True, slots=True)
class UserKeys:
    """A user's keys, localised to one engine.

    auth: authentication protocol, None without authentication
    privacy_key: key of AES-128, empty without privacy
    """

    auth: AuthProtocol | None
    auth_key: bytes
    privacy_key: bytes

    @property
    def level(self) -> int:
        """The security level as message flags."""
        return (AUTHENTIC if self.auth else 0) | (PRIVATE if self.privacy_key else 0)

    def digest(self, message: bytes) -> bytes:
        """Return the truncated HMAC of a message whose digest field is zero."""
        assert self.auth is not None
        return hmac.new(self.auth_key, message, self.auth).digest()[: self.digest_bytes]

    @property
    def digest_bytes(self) -> int:
        return _DIGEST_BYTES[self.auth] if self.auth else 0

    def encrypt(self, plain: bytes, security: Security) -> bytes:
        return _cipher(self.privacy_key, security).encryptor().update(plain)

    def decrypt(self, hidden: bytes, security: Security) -> bytes:
        """Raises BerError when there is no salt of eight octets."""
        if len(security.salt) != 8:
            raise BerError("bad salt")
        return _cipher(self.privacy_key, security).decryptor().update(hidden)


def localise(credential: SnmpCredential, engine_id: bytes) -> UserKeys:
    """Return the user's keys at that engine (RFC 3414 appendix A.2)."""
    auth = credential.auth
    if auth is None or credential.auth_password is None:
        return UserKeys(None, b"", b"")
    auth_key = _local_key(auth, credential.auth_password.reveal(), engine_id)
    if credential.privacy is None or credential.privacy_password is None:
        return UserKeys(auth, auth_key, b"")
    return UserKeys(auth, auth_key, _local_key(auth, credential.privacy_password.reveal(), engine_id)[:16])


def _cipher(key: bytes, security: Security) -> Cipher[CFB]:
    start = security.boots.to_bytes(4, "big") + security.time_s.to_bytes(4, "big") + security.salt
    return Cipher(AES(key), CFB(start))


def _local_key(auth: AuthProtocol, password: str, engine_id: bytes) -> bytes:
    master = _master_key(auth, password)
    return hashlib.new(auth, master + engine_id + master).digest()


@lru_cache(maxsize=64)
def _master_key(auth: AuthProtocol, password: str) -> bytes:
    """Return the key before localisation, a hash over a megabyte. The key is computed once per password."""
    secret = password.encode()
    repeated = secret * (_KEY_EXPANSION_BYTES // len(secret) + 1)
    return hashlib.new(auth, repeated[:_KEY_EXPANSION_BYTES]).digest()


def decode_envelope(data: bytes) -> V3Message:
    """Decode the envelope without decrypting its payload. Raises BerError."""
    content, end = expect(data, 0, Tag.SEQUENCE)
    if end != len(data):
        raise BerError("bytes behind the message")
    _, at = read_integer(content, 0)
    head, at = expect(content, at, Tag.SEQUENCE)
    hidden, at = expect(content, at, Tag.OCTET_STRING)
    hidden_at = len(data) - len(content) + at - len(hidden)
    security, digest_at = _decode_security(hidden)
    message_id, max_size, flags = _decode_head(head)
    payload = content[at:]
    if flags & PRIVATE:
        payload, end = expect(content, at, Tag.OCTET_STRING)
        if end != len(content):
            raise BerError("bytes behind the cipher text")
    return V3Message(message_id, max_size, flags, security, payload, hidden_at + digest_at)


def _decode_head(head: bytes) -> tuple[int, int, int]:
    message_id, at = read_integer(head, 0)
    max_size, at = read_integer(head, at)
    flags, at = expect(head, at, Tag.OCTET_STRING)
    model, _ = read_integer(head, at)
    if model != _USM or len(flags) != 1 or max_size < 484 or flags[0] & 3 == PRIVATE:
        raise BerError("not a header of the user security model")
    return message_id, max_size, flags[0]


def _decode_security(hidden: bytes) -> tuple[Security, int]:
    fields, end = expect(hidden, 0, Tag.SEQUENCE)
    engine_id, at = expect(fields, 0, Tag.OCTET_STRING)
    boots, at = read_integer(fields, at)
    time_s, at = read_integer(fields, at)
    user, at = expect(fields, at, Tag.OCTET_STRING)
    digest, at = expect(fields, at, Tag.OCTET_STRING)
    digest_at = end - len(fields) + at - len(digest)
    salt, at = expect(fields, at, Tag.OCTET_STRING)
    if end != len(hidden) or at != len(fields) or boots < 0 or time_s < 0:
        raise BerError("bad security parameters")
    return Security(engine_id, boots, time_s, user, digest, salt), digest_at


def encode_envelope(envelope: V3Message, keys: UserKeys) -> bytes:
    """Encrypt and sign `envelope` as its flags say. Its payload is the scoped PDU in the clear."""
    security, payload = envelope.security, envelope.payload
    if envelope.flags & PRIVATE:
        payload = tlv(Tag.OCTET_STRING, keys.encrypt(payload, security))
    if not envelope.flags & AUTHENTIC:
        return _assemble(envelope, security, payload)
    blank = bytes(keys.digest_bytes)
    unsigned = _assemble(envelope, security._replace(digest=blank), payload)
    return _assemble(envelope, security._replace(digest=keys.digest(unsigned)), payload)


def _assemble(envelope: V3Message, security: Security, payload: bytes) -> bytes:
    head = (
        encode_integer(envelope.message_id)
        + encode_integer(envelope.max_size)
        + tlv(Tag.OCTET_STRING, bytes((envelope.flags,)))
        + encode_integer(_USM)
    )
    fields = (
        tlv(Tag.OCTET_STRING, security.engine_id)
        + encode_integer(security.boots)
        + encode_integer(security.time_s)
        + b"".join(tlv(Tag.OCTET_STRING, f) for f in (security.user, security.digest, security.salt))
    )
    return tlv(
        Tag.SEQUENCE,
        encode_integer(Version.V3)
        + tlv(Tag.SEQUENCE, head)
        + tlv(Tag.OCTET_STRING, tlv(Tag.SEQUENCE, fields))
        + payload,
    )


def encode_scoped(engine_id: bytes, context: bytes, pdu: SimulatedPdu) -> bytes:
    return tlv(
        Tag.SEQUENCE,
        tlv(Tag.OCTET_STRING, engine_id) + tlv(Tag.OCTET_STRING, context) + encode_pdu(pdu),
    )


def decode_scoped(payload: bytes) -> tuple[bytes, SimulatedPdu]:
    """Return context name and PDU; octets behind the sequence are padding. Raises BerError."""
    scoped, _ = expect(payload, 0, Tag.SEQUENCE)
    _, at = expect(scoped, 0, Tag.OCTET_STRING)
    context, at = expect(scoped, at, Tag.OCTET_STRING)
    return context, decode_pdu(scoped, at)

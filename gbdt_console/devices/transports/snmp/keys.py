"""Checks, signs, encrypts and decrypts messages with a version 3 user's keys.

gufo_snmp 0.13 does not compare the digest of an answer, so this check is the only proof of the sender.
Sources: RFC 3414 section 6 (HMAC), RFC 7860 (SHA-2 and the digest's length), RFC 3826 (AES).
"""

import hashlib
import hmac
import struct
from dataclasses import field
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import AuthProtocol, SnmpCredential

_SENT_BYTES = {
    AuthProtocol.SHA1: 12,
    AuthProtocol.SHA224: 16,
    AuthProtocol.SHA256: 24,
    AuthProtocol.SHA384: 32,
    AuthProtocol.SHA512: 48,
}
BLOCK = 16
"""Bytes of an AES block, and of an AES-128 key."""
_PASSWORD_BYTES = 1_048_576
"""Bytes of the repeated password that a master key is made of (RFC 3414 A.2)."""
_PASSWORDS_KEPT = 256
"""Limits the master keys in memory; each costs 1 ms to make."""


@dataclass(frozen=True, slots=True)
class EngineKeys:
    """A user's keys localized to one engine.

    protocol: the user's authentication protocol
    cipher: the privacy cipher, None without privacy
    """

    protocol: AuthProtocol
    auth: bytes = field(repr=False)
    cipher: CipherContext | None = field(default=None, repr=False)

    def is_genuine(self, data: bytes, start: int, stop: int) -> bool:
        """Check the digest that stands from `start` to `stop`.

        It is computed over the message with zeros in its place.
        """
        size = _SENT_BYTES[self.protocol]
        if stop - start != size:
            return False
        blank = b"".join((data[:start], bytes(size), data[stop:]))
        return hmac.compare_digest(hmac.digest(self.auth, blank, self.protocol)[:size], data[start:stop])

    def sign(self, data: bytes, start: int, stop: int) -> bytes:
        """Write the message's digest over the zeros from `start` to `stop`."""
        digest = hmac.digest(self.auth, data, self.protocol)[: stop - start]
        return b"".join((data[:start], digest, data[stop:]))

    @property
    def digest_size(self) -> int:
        return _SENT_BYTES[self.protocol]

    def encrypt(self, plain: bytes, boots: int, time: int, salt: bytes) -> bytes:
        """Encrypt a scoped PDU (AES in CFB mode); empty without privacy."""
        if self.cipher is None:
            return b""
        before = struct.pack(">II8s", boots, time, salt)
        blocks = []
        for at in range(0, len(plain), BLOCK):
            block = plain[at : at + BLOCK]
            mask = self.cipher.update(before)
            before = bytes(a ^ b for a, b in zip(block, mask, strict=False))
            blocks.append(before)
        return b"".join(blocks)

    def decrypt(self, data: bytes, boots: int, time: int, salt: bytes) -> bytes:
        """Decrypt a scoped PDU. Another key or salt gives noise, which no check accepts.

        This is CFB over one ECB context: each block is masked with the enciphered block before it. A CFB
        context for each answer took three times as long.
        """
        size = len(data)
        before = struct.pack(">II8s", boots & 0xFFFFFFFF, time & 0xFFFFFFFF, salt) + data
        if self.cipher is None:
            return b""
        mask = self.cipher.update(before[: -(-size // BLOCK) * BLOCK])[:size]
        return (int.from_bytes(data, "big") ^ int.from_bytes(mask, "big")).to_bytes(size, "big")


@lru_cache(maxsize=_PASSWORDS_KEPT)
def master_key(protocol: AuthProtocol, password: Secret) -> bytes:
    """Make the key of a password (RFC 3414 A.2). It is made once a password, because it costs 1 ms."""
    text = password.reveal().encode()
    return hashlib.new(protocol, (text * (_PASSWORD_BYTES // len(text) + 1))[:_PASSWORD_BYTES]).digest()


def engine_keys(credential: SnmpCredential, engine_id: bytes) -> EngineKeys | None:
    """Make the keys of a user at an engine; None for a user without authentication."""
    protocol = credential.auth
    if protocol is None or credential.auth_password is None:
        return None
    auth = _localized(protocol, master_key(protocol, credential.auth_password), engine_id)
    if credential.privacy is None or credential.privacy_password is None:
        return EngineKeys(protocol, auth)
    privacy = _localized(protocol, master_key(protocol, credential.privacy_password), engine_id)
    block_cipher = Cipher(AES(privacy[:BLOCK]), ECB())  # noqa: S305 - the block inside CFB, see decrypt
    return EngineKeys(protocol, auth, block_cipher.encryptor())


def _localized(protocol: AuthProtocol, key: bytes, engine_id: bytes) -> bytes:
    return hashlib.new(protocol, key + engine_id + key).digest()

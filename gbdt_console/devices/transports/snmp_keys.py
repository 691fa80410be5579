"""A version 3 user's keys at one engine: whether a message is genuine, and what an encrypted one says.

gufo_snmp 0.13 does not compare the digest of what it receives, so this is the only proof of the sender.
RFC 3414 section 6 (HMAC), RFC 7860 (SHA-2 and how much of the digest is sent), RFC 3826 (AES).
"""

import hmac
import struct
from dataclasses import dataclass, field

from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES

from gbdt_console.core.sites import AuthProtocol

_SENT_BYTES = {
    AuthProtocol.SHA1: 12,
    AuthProtocol.SHA224: 16,
    AuthProtocol.SHA256: 24,
    AuthProtocol.SHA384: 32,
    AuthProtocol.SHA512: 48,
}
_AES_KEY_BYTES = 16


@dataclass(frozen=True, slots=True)
class EngineKeys:
    """Keys localized to one engine; `privacy` is empty for a user without privacy."""

    protocol: AuthProtocol
    auth: bytes = field(repr=False)
    privacy: bytes = field(default=b"", repr=False)

    def is_genuine(self, data: bytes, start: int, stop: int) -> bool:
        """Whether the digest at `start` is the one of the message with zeros in its place."""
        size = _SENT_BYTES[self.protocol]
        if stop - start != size:
            return False
        blank = b"".join((data[:start], bytes(size), data[stop:]))
        return hmac.compare_digest(hmac.digest(self.auth, blank, self.protocol)[:size], data[start:stop])

    def decrypt(self, data: bytes, boots: int, time: int, salt: bytes) -> bytes:
        """The scoped PDU. With another key or salt it is noise, which no checker takes."""
        start = struct.pack(">II8s", boots & 0xFFFFFFFF, time & 0xFFFFFFFF, salt)
        return Cipher(AES(self.privacy[:_AES_KEY_BYTES]), CFB(start)).decryptor().update(data)

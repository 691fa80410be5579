"""Answers the challenge of HTTP Digest (RFC 7616), so that no password crosses the network."""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator, Mapping

from gbdt_console.core.secret import Secret
from gbdt_console.devices.transports.http import HttpAnswer

_CHALLENGE = re.compile(r"\bDigest\s+(.*?)(?=,\s*[A-Za-z]+\s+[A-Za-z]+=|$)", re.IGNORECASE)
_FIELD = re.compile(r'(?<![A-Za-z])([A-Za-z]{1,32})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_LONGEST, _LONGEST_OF_ALL = 512, 8_192
"""Limits of what is read of one field and of all challenges together, characters."""
_HASHES: Mapping[str, Callable[[bytes], str]] = {
    "SHA-256": lambda data: hashlib.sha256(data).hexdigest(),
    "MD5": lambda data: hashlib.md5(data, usedforsecurity=False).hexdigest(),
}
"""What this program can answer by, best first."""


class DigestLogin:
    """The account at one device, and its newest challenge."""

    def __init__(self, user: str, password: Secret) -> None:
        self._user = user
        self._password = password
        self._challenge: Mapping[str, str] | None = None
        self._count = 0

    def take(self, answer: HttpAnswer) -> bool:
        """Take the challenge of an answer 401; tell whether the request may be sent again to meet it."""
        offered = list(_challenges(answer.headers.get("www-authenticate", "")))
        usable = [one for name in _HASHES for one in offered if _algorithm(one) == name and _quality(one)]
        if answer.status != 401 or not usable:
            return False
        self._challenge, self._count = usable[0], 0
        return True

    def headers(self, method: str, path: str) -> Mapping[str, str]:
        """Return the header that meets the newest challenge; none before the first."""
        challenge = self._challenge
        if challenge is None:
            return {}
        self._count += 1
        digest, realm, nonce = _HASHES[_algorithm(challenge)], challenge.get("realm", ""), challenge["nonce"]
        own = digest(f"{self._user}:{realm}:{self._password.reveal()}".encode())
        asked = digest(f"{method}:{path}".encode())
        fields = {"username": self._user, "realm": realm, "nonce": nonce, "uri": path}
        plain = {"algorithm": _algorithm(challenge)} if "algorithm" in challenge else {}
        if "qop" in challenge:
            count, client = f"{self._count:08x}", secrets.token_hex(8)
            fields |= {"cnonce": client}
            plain |= {"qop": "auth", "nc": count}
            fields["response"] = digest(f"{own}:{nonce}:{count}:{client}:auth:{asked}".encode())
        else:
            fields["response"] = digest(f"{own}:{nonce}:{asked}".encode())
        if "opaque" in challenge:
            fields["opaque"] = challenge["opaque"]
        said = [f'{name}="{value}"' for name, value in fields.items()]
        return {"Authorization": "Digest " + ", ".join([*said, *(f"{k}={v}" for k, v in plain.items())])}


def _challenges(header: str) -> Iterator[Mapping[str, str]]:
    """Yield the fields of each Digest challenge that has a nonce."""
    for found in _CHALLENGE.finditer(header[:_LONGEST_OF_ALL]):
        fields = {name.lower(): (quoted or bare) for name, quoted, bare in _FIELD.findall(found[1])}
        if fields.get("nonce") and all(len(value) <= _LONGEST for value in fields.values()):
            yield fields


def _algorithm(challenge: Mapping[str, str]) -> str:
    return challenge.get("algorithm", "MD5").upper()


def _quality(challenge: Mapping[str, str]) -> bool:
    """Tell whether it can be met without a digest of the body."""
    return "qop" not in challenge or "auth" in re.split(r"[\s,]+", challenge["qop"].lower())

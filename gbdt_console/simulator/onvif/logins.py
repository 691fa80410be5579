"""Judges the two logins of ONVIF: the header of SOAP by the camera's clock, and HTTP Digest."""

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from datetime import datetime

from gbdt_console.core.secret import Secret

SKEW_S = 5.0
"""A header that is older or newer by the camera's clock is refused."""
_REALM = "IP Camera"


class Logins:
    """The one account of a camera."""

    def __init__(self, user: str, password: Secret) -> None:
        self._user = user
        self._password = password
        self._used = set[str]()
        self._nonce = secrets.token_hex(16)

    def is_token(self, text: str, now: datetime) -> bool:
        """Tell whether a request holds a UsernameToken of the account, fresh and never seen before."""
        parts = [re.search(rf"<(?:\w+:)?{name}\b[^>]*>([^<]*)<", text) for name in _PARTS]
        user, digest, nonce, created = (found[1].strip() if found else "" for found in parts)
        try:
            raw = base64.b64decode(nonce, validate=True)
            made = datetime.fromisoformat(created)
        except ValueError:
            return False
        proof = raw + created.encode() + self._password.reveal().encode()
        wanted = base64.b64encode(hashlib.sha1(proof, usedforsecurity=False).digest()).decode()
        is_fresh = abs((made - now).total_seconds()) <= SKEW_S and nonce not in self._used
        self._used.add(nonce)
        return is_fresh and (user, digest) == (self._user, wanted)

    def is_digest(self, headers: Mapping[str, str], method: str, path: str) -> bool:
        said = headers.get("authorization", "")
        fields = {name: quoted or bare for name, quoted, bare in _FIELD.findall(said)}
        own = _md5(f"{self._user}:{_REALM}:{self._password.reveal()}")
        middle = ":".join(fields.get(name, "") for name in ("nonce", "nc", "cnonce", "qop"))
        wanted = _md5(f"{own}:{middle}:{_md5(f'{method}:{path}')}")
        is_ours = fields.get("nonce") == self._nonce and fields.get("uri") == path
        return said.startswith("Digest ") and is_ours and fields.get("response") == wanted

    def challenge(self) -> Mapping[str, str]:
        asked = f'Digest realm="{_REALM}", qop="auth", nonce="{self._nonce}", algorithm=MD5'
        return {"WWW-Authenticate": asked}


_PARTS = ("Username", "Password", "Nonce", "Created")
_FIELD = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

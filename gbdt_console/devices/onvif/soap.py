"""Writes SOAP requests with their login and reads answers and faults."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from html import escape

from gbdt_console.core.clean_text import SYMBOL
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.secret import Secret
from gbdt_console.devices.safe_xml import FORBIDDEN, Element, XmlError, tree_of

CONTENT_TYPE = "application/soap+xml; charset=utf-8"
SCHEMA = "http://www.onvif.org/ver10/schema"
_ENVELOPE = "http://www.w3.org/2003/05/soap-envelope"
_SECURITY = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
_NONCE_BYTES = 16
_REFUSES_LOGIN = frozenset({"NotAuthorized", "FailedAuthentication", "FailedCheck", "InvalidSecurity"})
"""Subcodes of a refused account: ter:NotAuthorized, and those of WS-Security."""


class SoapFault(Exception):
    """The device answered by a fault.

    codes: its code and subcodes without prefixes
    words: its reason, cleaned
    """

    def __init__(self, codes: frozenset[str], words: str) -> None:
        super().__init__(sorted(codes), words)
        self.codes = codes
        self.words = words

    @property
    def is_about_login(self) -> bool:
        return bool(self.codes & _REFUSES_LOGIN)


@dataclass(frozen=True, slots=True)
class OnvifLogin:
    """The account at the camera."""

    user: str
    password: Secret


def request_of(namespace: str, method: str, fields: Mapping[str, str], security: str = "") -> bytes:
    """Return the envelope of a request; each field is an element with a text, in order."""
    body = "".join(f"<m:{name}>{_text(value)}</m:{name}>" for name, value in fields.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="{_ENVELOPE}">'
        f"<s:Header>{security}</s:Header>"
        f'<s:Body><m:{method} xmlns:m="{namespace}">{body}</m:{method}></s:Body></s:Envelope>'
    ).encode("utf-8", "replace")


def username_token(login: OnvifLogin, at: datetime) -> str:
    """Return the header that proves the password without telling it.

    at: the camera's time, UTC: a camera refuses a header that its own clock calls old
    """
    nonce, created = secrets.token_bytes(_NONCE_BYTES), f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"
    digest = password_digest(nonce, created, login.password)
    name, token = f"{_SECURITY}wssecurity-", f"{_SECURITY}username-token-profile-1.0#"
    return (
        f'<w:Security s:mustUnderstand="1" xmlns:w="{name}secext-1.0.xsd" xmlns:u="{name}utility-1.0.xsd">'
        f"<w:UsernameToken><w:Username>{_text(login.user)}</w:Username>"
        f'<w:Password Type="{token}PasswordDigest">{digest}</w:Password>'
        f'<w:Nonce EncodingType="{_SECURITY}soap-message-security-1.0#Base64Binary">'
        f"{base64.b64encode(nonce).decode()}</w:Nonce><u:Created>{created}</u:Created></w:UsernameToken>"
        "</w:Security>"
    )


def password_digest(nonce: bytes, created: str, password: Secret) -> str:
    """Return the proof of UsernameToken Profile 1.0, in base64."""
    proof = nonce + created.encode() + password.reveal().encode()
    return base64.b64encode(hashlib.sha1(proof, usedforsecurity=False).digest()).decode()


def answer_of(body: bytes, method: str) -> Element:
    """Return the answer to that method. Raises SoapFault, and XmlError for anything else."""
    root = tree_of(body)
    content = root.at("Body") if root.tag == "Envelope" else None
    if content is None:
        raise XmlError("no SOAP")
    if (fault := content.at("Fault")) is not None:
        raise _fault(fault)
    answer = content.at(f"{method}Response")
    if answer is None:
        raise XmlError("another answer")
    return answer


def _fault(fault: Element) -> SoapFault:
    codes, code = set[str](), fault.at("Code")
    while code is not None:
        codes.add(code.text_at("Value").rpartition(":")[2])
        code = code.at("Subcode")
    return SoapFault(frozenset(codes), fault.text_at("Reason", "Text") or fault.text_at("faultstring"))


def _text(text: str) -> str:
    return escape(FORBIDDEN.sub(SYMBOL, text))

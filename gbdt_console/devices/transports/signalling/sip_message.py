"""Writes OPTIONS requests and reads their answers (RFC 3261, RFC 3581); an answer is hostile."""

import re
import secrets
from typing import NamedTuple

from gbdt_console.core.clean_text import clean_bytes
from gbdt_console.core.quick_dataclass import dataclass

LONGEST_HEAD = 8_192
"""Limits the head of an answer, bytes: a codec's has below 1 000."""

HEAD_END = b"\r\n\r\n"
_MOST_LINES = 100
_MAGIC = "z9hG4bK"
"""Begins each branch (RFC 3261, section 8.1.1.7)."""
_STATUS = re.compile(rb"SIP/2\.0 ([1-6][0-9]{2})(?: |$)", re.IGNORECASE)
_BRANCH = re.compile(rb';[ \t]*branch[ \t]*=[ \t]*"?([^;,"\s]{1,100})', re.IGNORECASE)
_SEQUENCE = re.compile(rb"([0-9]{1,10})[ \t]+([A-Z]{1,20})$")
_SHORT = {b"v": b"via", b"i": b"call-id", b"l": b"content-length"}
_SOFTWARE = (b"user-agent", b"server")
_LONGEST_SOFTWARE = 60
_LARGEST_BODY = 65_536


class SipKey(NamedTuple):
    """What pairs an answer with its request; all of it is new with each request."""

    branch: str
    call_id: str


@dataclass(frozen=True, slots=True)
class SipAnswer:
    """One answer.

    status: 100 to 699; below 200 another follows
    software: what User-Agent or Server say, cleaned; may be empty
    body_bytes: length of the body behind the head
    """

    key: SipKey
    status: int
    software: str
    body_bytes: int

    @property
    def is_final(self) -> bool:
        return self.status >= 200


def new_key(own_address: str) -> SipKey:
    """Return a key that nobody can guess, so that nobody off the way can answer for a codec."""
    return SipKey(f"{_MAGIC}{secrets.token_hex(8)}", f"{secrets.token_hex(8)}@{own_address}")


def options_request(key: SipKey, wire: str, target: tuple[str, int], own: tuple[str, int]) -> bytes:
    """Return an OPTIONS request outside of any dialog; it changes nothing at the codec.

    wire: udp, tcp or tls
    target: address and port of the codec
    own: address and port that the answer comes to
    """
    way = "" if wire == "udp" else f";transport={wire}"
    own_uri = f"sip:gbdt-console@{own[0]}"
    lines = (
        f"OPTIONS sip:{target[0]}:{target[1]}{way} SIP/2.0",
        f"Via: SIP/2.0/{wire.upper()} {own[0]}:{own[1]};branch={key.branch};rport",
        "Max-Forwards: 70",
        f"From: <{own_uri}>;tag={secrets.token_hex(4)}",
        f"To: <sip:{target[0]}>",
        f"Call-ID: {key.call_id}",
        "CSeq: 1 OPTIONS",
        f"Contact: <{own_uri}:{own[1]}{way}>",
        "Accept: application/sdp",
        "User-Agent: gbdt-console",
        "Content-Length: 0",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def read_answer(data: bytes) -> SipAnswer | None:
    """Read the head of an answer to an OPTIONS request.

    None for anything else: a request, a head that is cut off, too long, or lacks what pairs it.
    """
    head, end, _ = data[: LONGEST_HEAD + len(HEAD_END)].partition(HEAD_END)
    first, *lines = _unfolded(head)
    status = _STATUS.match(first)
    if not end or status is None or len(lines) > _MOST_LINES:
        return None
    fields: dict[bytes, bytes] = {}
    for line in lines:
        name, colon, value = line.partition(b":")
        name = name.strip().lower()
        if not colon or not name:
            return None
        fields.setdefault(_SHORT.get(name, name), value.strip())  # of several Via the topmost is ours
    branch = _BRANCH.search(fields.get(b"via", b"").partition(b",")[0])
    sequence = _SEQUENCE.match(fields.get(b"cseq", b""))
    length = fields.get(b"content-length", b"0")
    if branch is None or sequence is None or sequence.groups() != (b"1", b"OPTIONS"):
        return None
    if not length.isdigit() or len(length) > 6 or int(length) > _LARGEST_BODY:
        return None
    software = next((fields[name] for name in _SOFTWARE if fields.get(name)), b"")
    key = SipKey(branch[1].decode("latin-1"), fields.get(b"call-id", b"").decode("latin-1"))
    return SipAnswer(key, int(status[1]), clean_bytes(software, _LONGEST_SOFTWARE), int(length))


def _unfolded(head: bytes) -> list[bytes]:
    """Return the lines of a head; one that begins with white space goes on with the line before."""
    lines: list[bytes] = []
    for line in head.split(b"\r\n", _MOST_LINES + 2):
        if line[:1] in (b" ", b"\t") and lines:
            lines[-1] += b" " + line.strip()
        else:
            lines.append(line)
    return lines

"""Parts what went one way over a connection into what has to stay as it is and what may name somebody.

Heads and sizes of HTTP, chunks and WebSocket frames stay; all else is given as text of a known form.
"""

import re
import struct
from collections.abc import Iterator, Mapping
from enum import Enum, auto
from itertools import cycle

from gbdt_console.core.quick_dataclass import dataclass

_HTTP = re.compile(rb"[A-Z]{3,10} \S+ HTTP/1\.[01]\r?\n|HTTP/1\.[01] [1-5]\d\d")
_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*\r\n")
"""Begins a chunk; one that tells more beside its size is taken for part of a body."""
_VISCA = re.compile(rb"(?:[\x80-\x88\x90\xa0\xb0\xc0\xd0\xe0\xf0][^\xff]{1,14}\xff)+", re.DOTALL)
_VISCA_OVER_IP = re.compile(rb"(?:\x01[\x00\x10\x11\x20]|\x02[\x00\x01])..[\x00-\xff]{4}", re.DOTALL)
_DOCUMENT = re.compile(rb"^\{[ \t]*\r?\n(?:(?!\}).*(?:\n|\Z))*(?:\}.*(?:\n|\Z))?", re.MULTILINE)
"""A document of JSON as shells print it: its outer brackets begin lines; the recording's end may cut it."""
_EMPTY = frozenset({b"204", b"304"})


class Form(Enum):
    HEAD = auto()
    BODY = auto()
    LINES = auto()
    BINARY = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """A part that may name somebody.

    spans: where its octets stand, first and past the last one; chunks part them
    mask: the key of a WebSocket frame, where it has one; it stands before the only span
    """

    form: Form
    spans: tuple[tuple[int, int], ...]
    mask: bytes = b""

    def octets(self, data: bytes) -> bytes:
        joined = b"".join(data[first:past] for first, past in self.spans)
        return bytes(a ^ b for a, b in zip(joined, cycle(self.mask))) if self.mask else joined


def parts_of(data: bytes) -> Iterator[Part]:
    """Part all that went one way over a connection."""
    if _HTTP.match(data):
        yield from _messages(data)
    elif is_text(data):
        yield from _text(data)
    else:
        yield Part(Form.BINARY, ((0, len(data)),))


def is_visca(data: bytes) -> bool:
    """Tell messages to or from a camera, which name nobody."""
    if _VISCA.fullmatch(data):
        return True
    payload = data[8:]
    return bool(_VISCA_OVER_IP.match(data)) and len(payload) <= 16 and not payload.isalnum()


def is_text(data: bytes) -> bool:
    """Tell text of any encoding, and terminals' orders in it, from other octets."""
    return sum(octet >= 32 or octet in b"\r\n\t" for octet in data) >= 0.9 * len(data) and b"\0" not in data


def _text(data: bytes) -> Iterator[Part]:
    """Part lines from JSON that stands between them, each document from its own first line on."""
    at = 0
    for found in _DOCUMENT.finditer(data):
        if found.start() > at:
            yield Part(Form.LINES, ((at, found.start()),))
        yield Part(Form.BODY, (found.span(),))
        at = found.end()
    if at < len(data) or not data:
        yield Part(Form.LINES, ((at, len(data)),))


def _messages(data: bytes) -> Iterator[Part]:
    at = 0
    while at < len(data):
        if not _HTTP.match(data, at):  # a body that no head announced
            found = _HTTP.search(data, at)
            past = found.start() if found else len(data)
            form = Form.LINES if is_text(data[at:past]) else Form.BINARY
            yield Part(form, ((at, past),))
            at = past
            continue
        end = _HEAD_ENDS.search(data, at)
        if end is None:
            yield Part(Form.HEAD, ((at, len(data)),))
            return
        yield Part(Form.HEAD, ((at, end.end()),))
        start, headers = _head(data[at : end.start()])
        at = end.end()
        if headers.get(b"upgrade", b"").lower() == b"websocket":
            yield from _frames(data, at)
            return
        spans, at = _body(data, at, start, headers)
        if spans:
            form = Form.BODY if _is_readable(headers) else Form.BINARY
            yield Part(form, tuple(spans))


def _head(head: bytes) -> tuple[bytes, Mapping[bytes, bytes]]:
    start, *lines = head.splitlines()
    pairs = (line.partition(b":") for line in lines)
    return start, {name.strip().lower(): value.strip() for name, _, value in pairs}


def _is_readable(headers: Mapping[bytes, bytes]) -> bool:
    """Tell what an interface says from pictures, a browser's pages and programs, and packed octets."""
    kind = headers.get(b"content-type", b"").lower()
    is_of_page = re.search(rb"html|javascript|css|image|font|octet-stream|video|audio", kind)
    return not is_of_page and headers.get(b"content-encoding", b"identity").lower() == b"identity"


def _body(
    data: bytes, at: int, start: bytes, headers: Mapping[bytes, bytes]
) -> tuple[list[tuple[int, int]], int]:
    """Return where a body stands, and where the next message begins."""
    is_answer = start.startswith(b"HTTP/")
    if is_answer and (start[9:12] in _EMPTY or start[9:10] == b"1"):
        return [], at
    if b"chunked" in headers.get(b"transfer-encoding", b"").lower():
        return _chunks(data, at)
    length = headers.get(b"content-length", b"")
    until = len(data) if is_answer else at
    past = min(at + int(length), len(data)) if length.isdigit() else until
    return ([(at, past)] if past > at else []), past


def _chunks(data: bytes, at: int) -> tuple[list[tuple[int, int]], int]:
    spans: list[tuple[int, int]] = []
    while found := _CHUNK.match(data, at):
        size, first = int(found[1], 16), found.end()
        if not size:  # fields may follow, which are taken as lines
            return spans, first
        spans.append((first, min(first + size, len(data))))
        at = first + size + 2
    return (spans, at) if at >= len(data) else ([*spans, (at, len(data))], len(data))


def _frames(data: bytes, at: int) -> Iterator[Part]:
    """Part WebSocket frames (RFC 6455)."""
    while at + 2 <= len(data):
        kind, size, is_masked = data[at] & 0x7F, data[at + 1] & 0x7F, bool(data[at + 1] & 0x80)
        at += 2
        wide = {126: 2, 127: 8}.get(size, 0)
        if wide:
            size = struct.unpack(">H" if wide == 2 else ">Q", data[at : at + wide].rjust(wide, b"\0"))[0]
            at += wide
        mask = data[at : at + 4] if is_masked else b""
        at += len(mask)
        past = min(at + size, len(data))
        if past > at:
            yield Part(Form.BODY if kind <= 1 else Form.BINARY, ((at, past),), mask)
        at = past

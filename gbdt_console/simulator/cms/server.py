"""Serves a REST API over HTTP/1.1, and mishandles answers on demand.

The connection ends after each answer, as in the examples of the API Reference Guide.
"""

import asyncio
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import field
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.simulator.cms.faults import CmsFaults, CmsHarm
from gbdt_console.simulator.http_request import read_request

_ROOT = "/api/v1/"
_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><calls total="1"><call id="&c;"/></calls>'
)
_HTML = b"<html><body><h1>Cisco Meeting Server</h1><p>Busy &nbsp;</body></html>"
_FIXED = {CmsHarm.NOT_XML: _HTML, CmsHarm.BOMB: _BOMB, CmsHarm.OVERSIZED: b" " * 2_000_000}
_STATUS = {CmsHarm.REFUSED: 400, CmsHarm.DENIED: 403, CmsHarm.BUSY: 503}


@dataclass(frozen=True, slots=True)
class Request:
    """path: its parts below /api/v1"""

    method: str
    path: tuple[str, ...]
    query: Mapping[str, str]
    fields: Mapping[str, str]

    @property
    def kind(self) -> str:
        """The method and the kind of object that it is about."""
        nouns = [part for part in self.path if re.fullmatch(r"[a-z][A-Za-z]+", part)]
        return f"{self.method} {nouns[-1] if nouns else ''}"


class Refusal(Exception):
    """An answer other than 200; `reason` is the tag in its failureDetails."""

    def __init__(self, status: int, reason: str = "") -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(slots=True)
class Answer:
    """made: path of what the request made"""

    tree: ElementTree.Element | None = None
    made: str = ""
    headers: dict[str, str] = field(default_factory=dict)


Handle = Callable[[Request, CmsHarm | None], Answer]


class RestServer:
    """Answers one request a connection.

    users: passwords by account
    call_later: schedules a late answer
    """

    def __init__(
        self,
        users: Mapping[str, str],
        faults: CmsFaults,
        handle: Handle,
        call_later: Callable[[float, Callable[[], None]], object],
    ) -> None:
        self._users = users
        self._faults = faults
        self._handle = handle
        self._call_later = call_later

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await read_request(reader)
        method, target, _ = asked.first.split(" ", 2)
        split = urlsplit(target)
        if not split.path.startswith(_ROOT):
            writer.write(_written(404, b""))
            return
        path = tuple(filter(None, split.path.removeprefix(_ROOT).split("/")))
        request = Request(method, path, dict(parse_qsl(split.query)), _form(asked.body))
        harm = self._faults.requests.get(request.kind)
        if harm is CmsHarm.SILENT:
            await reader.read()
            return
        if harm is CmsHarm.SLOW:
            is_due = asyncio.Event()
            self._call_later(self._faults.slow_s, is_due.set)
            await is_due.wait()
        if harm is not CmsHarm.DROPPED:
            writer.write(self._answer(request, harm, asked.headers.get("authorization", "")))
            await writer.drain()

    def _answer(self, request: Request, harm: CmsHarm | None, authorization: str) -> bytes:
        if not self._is_known(authorization):
            return _written(401, b"", {"WWW-Authenticate": 'Basic realm="acano"'})
        if self._faults.busy > 0:
            self._faults.busy -= 1
            return _written(503, b"")
        if harm in _STATUS:
            return _written(_STATUS[harm], _failure("parameterError") if harm is CmsHarm.REFUSED else b"")
        if harm in _FIXED:
            return _written(200, _FIXED[harm])
        try:
            answer = self._handle(request, harm)
        except Refusal as refusal:
            return _written(refusal.status, _failure(refusal.reason) if refusal.reason else b"")
        if harm is CmsHarm.WRONG and answer.tree is not None:
            _spoil(answer.tree)
        body = b"" if answer.tree is None else _document(answer.tree)
        if harm is CmsHarm.CUT_XML:
            body = body[: len(body) // 2]
        made = {"Location": _ROOT + answer.made} if answer.made else {}
        written = _written(200, body, made)
        return written[: -(len(body) // 2 + 1)] if harm is CmsHarm.TRUNCATED else written

    def _is_known(self, authorization: str) -> bool:
        kind, _, account = authorization.partition(" ")
        if kind != "Basic":
            return False
        user, _, password = b64decode(account).decode().partition(":")
        return self._users.get(user) == password


def _form(body: bytes) -> dict[str, str]:
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


def _document(tree: ElementTree.Element) -> bytes:
    return b'<?xml version="1.0"?>\n' + bytes(ElementTree.tostring(tree, "utf-8"))


def _failure(reason: str) -> bytes:
    tree = ElementTree.Element("failureDetails")
    ElementTree.SubElement(tree, reason)
    return _document(tree)


def _written(status: int, body: bytes, headers: Mapping[str, str] | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status} Status", "Content-Type: text/xml", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


def _spoil(tree: ElementTree.Element) -> None:
    """Give the values below the root, and their ids, what they cannot be."""
    for element in tree.iter():
        if element is not tree:
            for name in element.attrib:
                element.set(name, "../../system")
        if element.text and not len(element):
            element.text = "true; 9e99"

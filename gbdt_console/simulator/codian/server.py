"""Serves XML-RPC over HTTP/1.1 by Python's own library, and mishandles answers on demand."""

import asyncio
import xmlrpc.client
from collections.abc import Callable, Mapping
from typing import Any

from gbdt_console.simulator.codian.faults import CodianFault, CodianFaults
from gbdt_console.simulator.http_request import read_request

Answer = Mapping[str, Any]
Handle = Callable[[str, dict[str, Any], CodianFault | None], Answer]
"""Runs a method with its parameters; raises xmlrpc.client.Fault."""

_PATH, _TYPE = "/RPC2", "text/xml; charset=utf-8"
_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><methodResponse><params><param><value><struct><member>'
    b"<name>x</name><value>&c;</value></member></struct></value></param></params></methodResponse>"
)
_HTML = b"<html><body><h1>Codian MCU 4520</h1><p>Busy &nbsp;</body></html>"
_LOGIN_FAULT = xmlrpc.client.Fault(14, "authorization failed")
_DENIED = xmlrpc.client.Fault(15, "insufficient privileges")
_REFUSED = xmlrpc.client.Fault(201, "operation failed")


class XmlRpcServer:
    """Answers one request after the other.

    users: passwords by account
    call_later: schedules a late answer
    """

    def __init__(
        self,
        users: Mapping[str, str],
        faults: CodianFaults,
        handle: Handle,
        call_later: Callable[[float, Callable[[], None]], object],
    ) -> None:
        self._users = users
        self._faults = faults
        self._handle = handle
        self._call_later = call_later

    async def exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; return whether the connection goes on."""
        asked = await read_request(reader)
        if not asked.first.startswith(f"POST {_PATH} "):
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return False
        # Without the charset the MCU takes ASCII.
        charset = "utf-8" if "utf-8" in asked.headers.get("content-type", "") else "ascii"
        text = asked.body.decode(charset, "replace")
        parameters, method = xmlrpc.client.loads(text, use_builtin_types=True)
        return await self._answer(str(method), parameters, writer)

    async def _answer(self, method: str, parameters: tuple[Any, ...], writer: asyncio.StreamWriter) -> bool:
        fault = self._faults.methods.get(method)
        match fault:
            case CodianFault.SILENT:
                return True
            case CodianFault.DROPPED:
                return False
            case CodianFault.SLOW:
                is_due = asyncio.Event()
                self._call_later(self._faults.slow_s, is_due.set)
                await is_due.wait()
        body = self._body(method, parameters, fault)
        head = (
            f"HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        if fault is CodianFault.TRUNCATED:
            body = body[: len(body) // 2]
        writer.write(head.encode() + body)
        await writer.drain()
        return fault is not CodianFault.TRUNCATED

    def _body(self, method: str, parameters: tuple[Any, ...], fault: CodianFault | None) -> bytes:
        fixed = {CodianFault.NOT_XML: _HTML, CodianFault.BOMB: _BOMB, CodianFault.OVERSIZED: b" " * 2_000_000}
        if fault in fixed:
            return fixed[fault]
        try:
            answer = self._checked(method, parameters, fault)
        except xmlrpc.client.Fault as refusal:
            return _xml(xmlrpc.client.dumps(refusal, methodresponse=True))
        if fault is CodianFault.WRONG:
            answer = {name: _wrong(value) for name, value in answer.items()}
        return _xml(xmlrpc.client.dumps((dict(answer),), methodresponse=True))

    def _checked(self, method: str, parameters: tuple[Any, ...], fault: CodianFault | None) -> Answer:
        """Run a method for an account that may. Raises xmlrpc.client.Fault."""
        struct = dict(parameters[0]) if parameters and isinstance(parameters[0], dict) else {}
        user, password = struct.pop("authenticationUser", ""), struct.pop("authenticationPassword", "")
        if self._users.get(user) != password:
            raise _LOGIN_FAULT
        if fault is CodianFault.DENIED:
            raise _DENIED
        if fault is CodianFault.REFUSED:
            raise _REFUSED
        return self._handle(method, struct, fault)


def _xml(text: str) -> bytes:
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + text.replace("<?xml version='1.0'?>\n", "").encode()


def _wrong(value: object) -> object:
    """Return the value in a wrong type, lists and structs included."""
    match value:
        case list():
            return [_wrong(one) for one in value]
        case dict():
            return {name: _wrong(one) for name, one in value.items()}
        case bool():
            return "yes"
        case str():
            return 7
        case _:
            return [value]

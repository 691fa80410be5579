"""Sessions of a simulated codec's JSON-RPC, as they look inside a WebSocket.

Values stand without a wrapper.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

from gbdt_console.simulator.cisco.device import XapiDevice
from gbdt_console.simulator.cisco.tree import Tree, at, cut

_COMMAND_FAILED, _UNKNOWN_METHOD, _BAD_PARAMETERS = 1, -32601, -32602
_NOT_JSON, _TOO_MANY = -32700, -31998
_MOST_SUBSCRIPTIONS = 38


class RpcSession:
    """One session, from `start` to `end`; the login was checked before it."""

    def __init__(self, device: XapiDevice, send: Callable[[str], None], close: Callable[[], None]) -> None:
        self._device = device
        self._write = send
        self._close = close
        self._subscribed: dict[int, list[str]] = {}
        self._last = 0
        self._is_over = False

    def start(self) -> None:
        """Begin, or drop a session too many."""
        if self._device.is_full:
            self._drop()
            return
        self._device.sessions.append(self._on_change)
        self._device.codec.listeners.append((_ignore, self._drop))

    def end(self) -> None:
        self._is_over = True
        if self._on_change in self._device.sessions:
            self._device.sessions.remove(self._on_change)
        codec = self._device.codec
        codec.listeners = [pair for pair in codec.listeners if pair[1] != self._drop]

    def take(self, text: str) -> None:
        """Take one message from the client, and answer it. A camera that turns answers later."""
        try:
            request = json.loads(text)
            method, own_id = str(request["method"]), request.get("id")
        except (ValueError, TypeError, KeyError):
            self._send({"id": None, "error": {"code": _NOT_JSON, "message": "Parse error"}})
            return
        self._device.codec.commands.append(text)
        turn_s = self._device.codec.misbehaviour.preset_s if method.endswith("/Preset/Activate") else 0.0
        if turn_s:
            self._device.codec.call_later(turn_s, lambda: self._answer(method, own_id, request))
        else:
            self._answer(method, own_id, request)

    def _answer(self, method: str, own_id: object, request: dict[str, Any]) -> None:
        said = self._said(method, request.get("params") or {})
        self._send({"id": own_id, **said})

    def _said(self, method: str, params: dict[str, Any]) -> dict[str, object]:
        if method in ("xGet", "xQuery"):
            path = [str(word) for word in params.get("Path") or params.get("Query") or ()]
            return self._got(path)
        if method == "xFeedback/Subscribe":
            return self._subscribe([str(word) for word in params.get("Query", ())], params)
        if method == "xFeedback/Unsubscribe":
            known = self._subscribed.pop(params.get("Id", 0), None)
            return {"result": True} if known else _error(_BAD_PARAMETERS, "No such subscription")
        if method.startswith("xCommand/"):
            return self._command(method.split("/")[1:], params)
        return _error(_UNKNOWN_METHOD, "Method not found")

    def _got(self, path: Sequence[str]) -> dict[str, object]:
        whole: Tree = {"Status": self._device.status()}
        found = at(whole, path)
        if found is None:
            return _error(_COMMAND_FAILED, "No match on address expression")
        return {"result": _typed(found)}

    def _subscribe(self, query: list[str], params: dict[str, Any]) -> dict[str, object]:
        if not self._device.manners.takes_feedback:
            return _error(_UNKNOWN_METHOD, "Method not found")
        if len(self._subscribed) >= _MOST_SUBSCRIPTIONS:
            return _error(_TOO_MANY, "Too many subscribers")
        self._last += 1
        self._subscribed[self._last] = query
        if params.get("NotifyCurrentValue"):
            # The answer comes first, else the client does not know the number yet.
            self._device.codec.call_later(0.0, lambda: self._tell(query, self._device.status()))
        return {"result": {"Id": self._last}}

    def _command(self, path: list[str], params: dict[str, Any]) -> dict[str, object]:
        result = self._device.run(path, {name: str(value) for name, value in params.items()})
        if result is None:
            return _error(_UNKNOWN_METHOD, "Unknown command")
        if not result.is_ok:
            reason = next(iter(result.fields.values()), result.status)
            return _error(_BAD_PARAMETERS if result.status == "ParameterError" else _COMMAND_FAILED, reason)
        return {"result": {"status": result.status, **result.fields}}

    def _on_change(self, root: str, path: tuple[str, ...], status: Tree) -> None:
        self._tell([root, *path], status)

    def _tell(self, path: Sequence[str], status: Tree) -> None:
        for number, query in list(self._subscribed.items()):
            if [word.lower() for word in path[: len(query)]] == [word.lower() for word in query]:
                found = cut({path[0]: status}, path)
                if isinstance(found, dict):
                    event = {"Id": number, **{name: _typed(part) for name, part in found.items()}}
                    self._send({"method": "xFeedback/Event", "params": event})

    def _send(self, message: dict[str, object]) -> None:
        if self._is_over or self._device.codec.misbehaviour.is_silent:
            return
        text = json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False)
        self._write(text[: len(text) // 2] if self._device.manners.breaks_off else text)

    def _drop(self) -> None:
        self.end()
        self._close()


def _typed(tree: Tree) -> object:
    """Return numbers as numbers; ids stay text."""
    if isinstance(tree, str):
        return int(tree) if tree.lstrip("-").isdecimal() and len(tree) < 10 else tree
    if isinstance(tree, list):
        return [_typed(row) for row in tree]
    return {name: part if name in ("id", "ghost") else _typed(part) for name, part in tree.items()}


def _error(code: int, message: str) -> dict[str, object]:
    return {"error": {"code": code, "message": message}}


def _ignore(_: str) -> None:
    """Take a notification of the text port, which this session does not have."""

"""Serves a Studio over obs-websocket 5, with the faults of mixers and of what may stand in their place."""

import asyncio
import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum

from gbdt_console.core.secret import Secret
from tests.support.mixer.studio.answers import answer
from tests.support.mixer.studio.studio import RefusedError, Studio
from tests.support.mixer.studio.websocket import TEXT, NotWebSocketError, PeerClosedError, WebSocket, frame

_PROTOCOL = "obswebsocket.json"
_HELLO, _IDENTIFY, _IDENTIFIED, _EVENT, _REQUEST, _ANSWER, _BATCH, _BATCH_ANSWER = 0, 1, 2, 5, 6, 7, 8, 9
_WRONG_PASSWORD, _NOT_IDENTIFIED, _NO_JSON = 4009, 4007, 4002
_CATEGORIES = {
    "SceneItemEnableStateChanged": 1 << 7,
    "SceneItemTransformChanged": 1 << 19,
    "CurrentProgramSceneChanged": 1 << 2,
    "CurrentPreviewSceneChanged": 1 << 2,
    "SceneTransitionStarted": 1 << 4,
    "SceneTransitionEnded": 1 << 4,
    "StudioModeStateChanged": 1 << 10,
    "SceneNameChanged": 1 << 2,
}
"""Category of each event; a client names the categories that it wants."""
_ALL_CATEGORIES = 0x7FF
_FLOOD_BYTES = 64 * 1024 * 1024
"""Size that an oversized frame claims, bytes."""


class MixerFault(StrEnum):
    """What a mixer does instead of answering.

    NO_HELLO: says nothing after the connection
    SILENT: answers no request
    TRUNCATED: ends its answer in the middle, and the connection
    OVERSIZED: claims a frame that no client may take
    NO_JSON: answers with what is no JSON
    OTHER_ID: answers with the id of another request
    SHORT: leaves out the last answer of a message
    EARLY_EVENT: tells an event before it answers the login, as OBS 30.2 does
    """

    NO_HELLO = "no-hello"
    SILENT = "silent"
    TRUNCATED = "truncated"
    OVERSIZED = "oversized"
    NO_JSON = "no-json"
    OTHER_ID = "other-id"
    SHORT = "short"
    EARLY_EVENT = "early-event"


class ObsServer:
    """Serves one Studio on a TCP port of 127.0.0.1.

    password: what clients must prove to know
    fault: what it does wrong now; None for nothing
    asked: types of all requests so far
    """

    def __init__(self, studio: Studio, password: Secret) -> None:
        self.studio = studio
        self.fault: MixerFault | None = None
        self.asked: list[str] = []
        self._password = password
        self._port = 0
        self._server: asyncio.Server | None = None
        self._sockets: set[WebSocket] = set()
        self._wanted: dict[WebSocket, int] = {}
        studio.on_event = self._tell

    @property
    def port(self) -> int:
        """The TCP port; it stays the same over a restart."""
        return self._port

    async def open(self) -> None:
        """Listen. Raises OSError."""
        self.studio.later = asyncio.get_running_loop().call_later
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    def close(self) -> None:
        """Stop listening, and drop every connection."""
        if self._server is not None:
            self._server.close()
        self.cut()

    def cut(self) -> None:
        """Drop every connection."""
        for socket in self._sockets:
            socket.cut()

    def _tell(self, name: str, fields: Mapping[str, object]) -> None:
        for socket in [socket for socket, wanted in self._wanted.items() if wanted & _CATEGORIES[name]]:
            socket.send(_message(_EVENT, {"eventType": name, "eventIntent": 1, "eventData": fields}))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        socket = WebSocket(reader, writer)
        self._sockets.add(socket)
        try:
            await socket.accept(_PROTOCOL)
            if await self._is_known(socket):
                while True:
                    self._handle(socket, _read(await socket.receive()))
        except (PeerClosedError, NotWebSocketError, OSError, EOFError):
            pass
        except ValueError:
            socket.close(_NO_JSON)
        finally:
            self._sockets.discard(socket)
            self._wanted.pop(socket, None)
            with suppress(OSError):
                writer.close()

    async def _is_known(self, socket: WebSocket) -> bool:
        """Greet a client; tell whether it proved to know the password."""
        salt, challenge = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        if self.fault is not MixerFault.NO_HELLO:
            hello = {"obsWebSocketVersion": "5.5.2", "obsStudioVersion": "30.2.3", "rpcVersion": 1}
            login = {"authentication": {"challenge": challenge, "salt": salt}}
            socket.send(_message(_HELLO, hello | login))
        op, data = _read(await socket.receive())
        if op != _IDENTIFY:
            socket.close(_NOT_IDENTIFIED)
            return False
        if data.get("authentication") != _digest(_digest(self._password.reveal() + salt) + challenge):
            socket.close(_WRONG_PASSWORD)
            return False
        wanted = data.get("eventSubscriptions", _ALL_CATEGORIES)
        self._wanted[socket] = wanted if isinstance(wanted, int) else 0
        if self.fault is MixerFault.EARLY_EVENT:
            self._tell("CurrentProgramSceneChanged", {"sceneName": self.studio.program})
        socket.send(_message(_IDENTIFIED, {"negotiatedRpcVersion": 1}))
        return True

    def _handle(self, socket: WebSocket, message: tuple[object, Mapping[str, object]]) -> None:
        op, data = message
        request_id = data.get("requestId")
        if op == _REQUEST:
            body = self._result(data) | {"requestId": request_id}
            self._answer(socket, _message(_ANSWER, body))
        elif op == _BATCH:
            results = self._results(data)
            if self.fault is MixerFault.SHORT:
                results = results[:-1]
            if self.fault is MixerFault.OTHER_ID:
                request_id = "another"
            self._answer(socket, _message(_BATCH_ANSWER, {"requestId": request_id, "results": results}))

    def _results(self, data: Mapping[str, object]) -> list[dict[str, object]]:
        requests = data.get("requests")
        results: list[dict[str, object]] = []
        for request in requests if isinstance(requests, list) else []:
            results.append(self._result(request if isinstance(request, dict) else {}))
            status = results[-1]["requestStatus"]
            if data.get("haltOnFailure") is True and isinstance(status, dict) and not status["result"]:
                break
        return results

    def _result(self, request: Mapping[str, object]) -> dict[str, object]:
        name, fields = str(request.get("requestType")), request.get("requestData")
        self.asked.append(name)
        try:
            given = answer(self.studio, name, fields if isinstance(fields, dict) else {})
        except RefusedError as refusal:
            status = {"result": False, "code": refusal.code, "comment": refusal.comment}
            return {"requestType": name, "requestStatus": status}
        result: dict[str, object] = {"requestType": name, "requestStatus": {"result": True, "code": 100}}
        return result | {"responseData": given} if given else result

    def _answer(self, socket: WebSocket, text: str) -> None:
        match self.fault:
            case MixerFault.SILENT:
                pass
            case MixerFault.TRUNCATED:
                data = frame(TEXT, text.encode())
                socket.write(data[: len(data) // 2])
                socket.write_end()
            case MixerFault.OVERSIZED:
                socket.write(b"\x81\x7f" + _FLOOD_BYTES.to_bytes(8) + text.encode())
            case MixerFault.NO_JSON:
                socket.send(text[:-1])
            case _:
                socket.send(text)


def _read(text: str) -> tuple[object, Mapping[str, object]]:
    """Read a message of a client. Raises ValueError."""
    message = json.loads(text)
    data = message.get("d") if isinstance(message, dict) else None
    if not isinstance(data, dict):
        raise ValueError(text)
    return message.get("op"), data


def _message(op: int, data: Mapping[str, object]) -> str:
    return json.dumps({"op": op, "d": data}, ensure_ascii=False)


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

"""Answers as OBS 30.2.3 answered the driver once, by what is asked, whatever the message it is asked in.

`tests/recordings/obs-30.2.3.jsonl` has a line each for the login, for each request with its answer, and for
each event, in their order. It was recorded with the pictures of tests/support/mixer/office.py and the
password of tests/support/mixer/real_obs.py.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from tests.support.mixer.studio.websocket import NotWebSocketError, PeerClosedError, WebSocket
from tests.support.places import RECORDINGS

Line = Mapping[str, Any]


def recorded() -> list[Line]:
    return [json.loads(line) for line in (RECORDINGS / "obs-30.2.3.jsonl").read_text("utf-8").splitlines()]


def recorded_answers() -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """Each request with its type, its fields and the fields of its answer."""
    for line in recorded():
        if "ask" in line:
            yield (
                line["ask"]["requestType"],
                line["ask"]["requestData"],
                line["answer"].get("responseData", {}),
            )


class Replay:
    """One OBS of that time; `proof` is what the client proved with."""

    def __init__(self) -> None:
        self._lines = recorded()
        self._at = 0
        self.proof = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        socket = WebSocket(reader, writer)
        try:
            await socket.accept("obswebsocket.json")
            socket.send(json.dumps({"op": 0, "d": self._of("hello")}))
            self.proof = json.loads(await socket.receive())["d"]["authentication"]
            socket.send(json.dumps({"op": 2, "d": self._of("identified")}))
            while True:
                batch = json.loads(await socket.receive())["d"]
                results = [self._answer(request) for request in batch["requests"]]
                socket.send(json.dumps({"op": 9, "d": {"requestId": batch["requestId"], "results": results}}))
        except (PeerClosedError, NotWebSocketError, OSError, EOFError):
            writer.close()

    @property
    def recorded_proof(self) -> str:
        return str(self._of("identify")["authentication"])

    def _of(self, kind: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = next(line[kind] for line in self._lines if kind in line)
        return found

    def _answer(self, request: Line) -> Line:
        """The next answer to that; the last one where it was not asked again. An order moves the time on."""
        if request["requestType"] == "GetRecordStatus":  # no client asked for it at that time
            return {"requestType": "GetRecordStatus", "requestStatus": {"result": False, "code": 204}}
        places = [place for place, line in enumerate(self._lines) if line.get("ask") == request]
        assert places, f"never recorded: {request}"
        place = next((place for place in places if place >= self._at), places[-1])
        if request["requestType"].startswith("Set"):
            self._at = place + 1
        answer: Line = self._lines[place]["answer"]
        return answer


@asynccontextmanager
async def replaying() -> AsyncIterator[tuple[Replay, int]]:
    """It and its port."""
    replay = Replay()
    server = await asyncio.start_server(replay.serve, "127.0.0.1", 0)
    async with server:
        yield replay, server.sockets[0].getsockname()[1]

"""A device that says again what a recording of `record --control` has, to whoever asks the same.

What differs from one connection to the next (ids of requests, random numbers, the password) is told by
comparing the request with the recorded one, and is put into the answer too.
"""

import asyncio
import base64
import hashlib
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, cast

from gbdt_console.core.driver_options import Carrier
from gbdt_console.devices.recording.framing import parts_of
from gbdt_console.devices.recording.tape import Piece, read
from gbdt_console.devices.registry import control_specs
from gbdt_console.simulator.tls import own_tls
from tests.support.mixer.studio.websocket import frame

LOOPBACK = "127.0.0.1"
_TOKEN = re.compile(rb"[A-Za-z0-9_+/=-]+|.", re.DOTALL)
_NOT_FOUND = {"requestStatus": {"result": False, "code": 600}}
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


@dataclass
class Exchange:
    """What a client said, request by request, and what the device said then."""

    requests: list[bytes]
    answer: bytes = b""
    is_used: bool = False
    left: int = field(init=False)

    def __post_init__(self) -> None:
        self.left = len(self.requests)


class Replay:
    """One device; `missed` lists what it was asked and never recorded."""

    def __init__(self, text: str) -> None:
        self.head, pieces = read(text)
        self.options: dict[str, Any] = dict(cast("dict[str, Any]", self.head["options"]))
        self.missed: list[bytes] = []
        self.is_web_socket = any(b"\r\nUpgrade: websocket" in piece.data[:2_000] for piece in pieces)
        self.greeting, self._exchanges = _exchanges(pieces, self.is_web_socket)
        self._waiting: Exchange | None = None
        self._same: dict[bytes, bytes] = {}

    def answer(self, request: bytes) -> bytes:
        """What was said to this request; nothing where more was asked first."""
        asked = _tokens(request)
        found = [
            (_difference(asked, one.requests[at]), one.is_used, place, one, at)
            for place, one in enumerate(self._exchanges)
            for at in range(len(one.requests))
        ]
        near = [one for one in found if one[0] is not None]
        if not near:
            self.missed.append(request)
            return b""
        *_, exchange, at = min(near, key=lambda one: one[:3])
        self._same |= _pairs(_tokens(exchange.requests[at]), asked)
        if at + 1 < len(exchange.requests):
            return b""
        exchange.is_used = True
        same, self._same = self._same, {}
        return b"".join(same.get(token, token) for token in _TOKEN.findall(exchange.answer))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, EOFError):
            if self.is_web_socket:
                await self._serve_web_socket(reader, writer)
            else:
                writer.write(self.greeting)
                while data := await _request(reader):
                    writer.write(self.answer(data))
        writer.close()

    def _answer_of_batch(self, text: bytes) -> bytes:
        """What OBS said to each request of a batch: other names stand in another order, and the driver asks
        for a few pictures at a time."""
        message = json.loads(text)
        if "jsonrpc" in message:
            return self._answer_of_rpc(message)
        if "requests" not in message["d"]:
            return self.answer(text)
        known = dict[str, object]()
        for exchange in self._exchanges:
            asked = json.loads(exchange.requests[0])["d"].get("requests", ())
            for said in filter(None, exchange.answer.split(b"\0")):
                results = json.loads(said)["d"].get("results", ())
                known |= {_key(one): result for one, result in zip(asked, results, strict=bool(results))}
        results = [known.get(_key(one), _NOT_FOUND) for one in message["d"]["requests"]]
        return json.dumps(
            {"op": 9, "d": {"requestId": message["d"]["requestId"], "results": results}}
        ).encode()

    def _answer_of_rpc(self, message: dict[str, Any]) -> bytes:
        """What a Cisco codec answered to that question; several are under way at once."""
        asked = [json.loads(one.requests[0]) for one in self._exchanges]
        said = [json.loads(t) for one in self._exchanges for t in one.answer.split(b"\0") if t]
        of_id = {one["id"]: one for one in said if "id" in one}
        for one in asked:
            if (one["method"], one["params"]) == (message["method"], message["params"]) and one[
                "id"
            ] in of_id:
                return json.dumps(of_id[one["id"]] | {"id": message["id"]}).encode()
        self.missed.append(json.dumps(message).encode())
        return b""

    async def _serve_web_socket(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opening = await reader.readuntil(b"\r\n\r\n")
        key = re.findall(rb"(?i)sec-websocket-key: *(\S+)", opening)[0]
        proof = base64.b64encode(hashlib.sha1(key + _GUID, usedforsecurity=False).digest())
        accepted, *texts = self.greeting.split(b"\0")
        writer.write(re.sub(rb"(?i)(sec-websocket-accept: *)\S+", rb"\g<1>" + proof, accepted))
        for text in filter(None, texts):
            writer.write(frame(1, text))
        while text := await _frame(reader):
            for said in filter(None, self._answer_of_batch(text).split(b"\0")):
                writer.write(frame(1, said))


class ReplayOfDatagrams(asyncio.DatagramProtocol):
    def __init__(self, replay: Replay) -> None:
        self._replay = replay
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        assert self._transport is not None
        for said in re.findall(
            rb"(?:\x01\x11|\x02\x01)......[^\xff]*\xff?", self._replay.answer(data), re.DOTALL
        ):
            self._transport.sendto(said, address)


def _key(request: dict[str, object]) -> str:
    return json.dumps(request, sort_keys=True)


def _tokens(request: bytes) -> list[bytes]:
    """The words of a request and all between; where it was sent is no part of it."""
    return _TOKEN.findall(re.sub(rb"\r\nHost:[^\r\n]*", b"", request))


def _difference(asked: Sequence[bytes], recorded: bytes) -> int | None:
    """How many tokens differ; None where the two are no requests of one form."""
    tokens = _tokens(recorded)
    if len(tokens) != len(asked):
        return None
    return sum(one != other for one, other in zip(tokens, asked, strict=True))


def _pairs(recorded: Sequence[bytes], asked: Sequence[bytes]) -> dict[bytes, bytes]:
    pairs = zip(recorded, asked, strict=True)
    return {one: other for one, other in pairs if one != other and len(one) >= 8}


def _exchanges(pieces: Sequence[Piece], is_web_socket: bool) -> tuple[bytes, list[Exchange]]:
    """The first thing that the device says unasked, and all exchanges of all connections."""
    greeting, found = b"", list[Exchange]()
    for link in dict.fromkeys(piece.link for piece in pieces):
        of_link = [piece for piece in pieces if piece.link == link]
        if is_web_socket:
            of_link = _messages(of_link)
        begun = False
        for piece in of_link:
            if piece.is_to_device:
                requests = [piece.data] if is_web_socket else list(_requests(piece.data))
                found.append(Exchange(requests))
                begun = True
            elif begun:
                found[-1].answer += piece.data
            else:
                greeting = greeting or piece.data
    return greeting, found


def _messages(pieces: Sequence[Piece]) -> list[Piece]:
    """A WebSocket's conversation as its texts: the device's end in a zero octet each, after its greeting."""
    done = list[Piece]()
    for piece in pieces:
        is_opening = piece.data.startswith((b"GET ", b"HTTP/"))
        opening, _, rest = piece.data.partition(b"\r\n\r\n") if is_opening else (b"", b"", piece.data)
        # parts_of reads frames only behind the head that opens them
        whole = b"GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n" + rest
        texts = [part.octets(whole) for part in parts_of(whole)][1:]
        if piece.is_to_device:
            done += [Piece(piece.link, 0, True, text) for text in texts]
        else:
            first = opening + b"\r\n\r\n\0" if is_opening else b""
            done.append(Piece(piece.link, 0, False, first + b"".join(text + b"\0" for text in texts)))
    return done


def _requests(data: bytes) -> Iterator[bytes]:
    """Part what a client said at once: AMI's actions, HTTP's messages, lines, VISCA."""
    if re.match(rb"[A-Z]+ \S+ HTTP/1", data):
        while data:
            size = int((re.findall(rb"(?i)content-length: *(\d+)", data.partition(b"\r\n\r\n")[0]) or [0])[0])
            past = data.index(b"\r\n\r\n") + 4 + size
            yield data[:past]
            data = data[past:]
    elif b"\r\n\r\n" in data:
        yield from (one + b"\r\n\r\n" for one in data.split(b"\r\n\r\n") if one)
    elif b"\r" in data:
        yield from (one + b"\r" for one in data.split(b"\r") if one)
    elif data[:1] in b"\x01\x02":
        yield data
    else:
        yield from (one + b"\xff" for one in data.split(b"\xff") if one)


async def _request(reader: asyncio.StreamReader) -> bytes:
    data = b""
    while octet := await reader.read(1):
        data += octet
        if data.endswith(b"\r\n\r\n"):
            if size := re.findall(rb"(?i)content-length: *(\d+)", data):
                data += await reader.readexactly(int(size[0]))
            return data
        if data.endswith(b"\xff") or (octet == b"\r" and not re.match(rb"(Action|[A-Z]+ \S+ HTTP)", data)):
            return data
    return b""


async def _frame(reader: asyncio.StreamReader) -> bytes:
    """The text of the next frame of a client; those of other kinds are passed over."""
    while True:
        kind, size = await reader.readexactly(2)
        size &= 0x7F
        if size >= 126:
            size = int.from_bytes(await reader.readexactly(2 if size == 126 else 8))
        mask = await reader.readexactly(4)
        data = await reader.readexactly(size)
        if kind & 0x0F == 1:
            return bytes(octet ^ mask[at % 4] for at, octet in enumerate(data))
        if kind & 0x0F == 8:
            return b""


@asynccontextmanager
async def replaying(text: str) -> AsyncIterator[tuple[Replay, int]]:
    """The recorded device, and its port."""
    replay = Replay(text)
    if replay.head["over"] == "udp":
        make: Callable[[], ReplayOfDatagrams] = lambda: ReplayOfDatagrams(replay)  # noqa: E731
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(make, local_addr=(LOOPBACK, 0))
        try:
            yield replay, transport.get_extra_info("sockname")[1]
        finally:
            transport.close()
        return
    driver, wire = str(replay.head["driver"]), str(replay.head["wire"])
    if wire == "ssh":
        from tests.support.drivers.shell_replay import ShellReplay  # asyncssh costs 144 ms

        shell = await ShellReplay(read(text)[1], replay.missed).listen(LOOPBACK)
        try:
            yield replay, shell.get_port()
        finally:
            shell.close()
        return
    spec = control_specs().get(driver)
    has_tls = spec is not None and wire and spec.offer.wires[wire].over is Carrier.UNCHECKED
    server = await asyncio.start_server(replay.serve, LOOPBACK, 0, ssl=own_tls("replay") if has_tls else None)
    try:
        yield replay, server.sockets[0].getsockname()[1]
    finally:
        server.close()

"""A manager port that says again what a recorded Asterisk said, whatever came before."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress

from tests.support.conference.mcu_proxy import field, packets
from tests.support.places import RECORDINGS

CAPTURE = RECORDINGS / "ami-confbridge.txt"
SECRET = "matkhau"
_CHALLENGE = b"109999736"
_LINE_END = r"\r\n"
"""As the recording writes it."""
_OWN = b"<own ActionID>"
_TOLD_APART = (b"Action", b"Conference", b"Channel")


class Replay:
    """To an action it gives what was recorded for it: of several answers the last that was no error. The
    login by challenge is not in the recording and is played after the notes in mcu-apis.md."""

    def __init__(self, text: str) -> None:
        self._answers: dict[tuple[bytes, ...], bytes] = {}
        for action, answer in _recorded(text):
            key = _key(action)
            if b"Response: Error" not in answer or key not in self._answers:
                self._answers[key] = answer
        self._ends: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        for writer in self._ends:
            writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._ends.add(writer)
        try:
            with suppress(OSError):
                writer.write(b"Asterisk Call Manager/11.0.0\r\n")
                async for action in packets(reader):
                    writer.write(self._answer(action).replace(_OWN, field(action, b"ActionID")))
        finally:
            self._ends.discard(writer)
            writer.close()

    def _answer(self, action: bytes) -> bytes:
        name = field(action, b"Action")
        if name == b"Challenge":
            return _said(b"Success", b"Challenge", _CHALLENGE)
        if name == b"Login":
            digest = hashlib.md5(_CHALLENGE + SECRET.encode(), usedforsecurity=False).hexdigest().encode()
            if field(action, b"Key") != digest:
                return _said(b"Error", b"Message", b"Authentication failed")
            return _said(b"Success", b"Message", b"Authentication accepted")
        unknown = self._answers[b"Khongco", b"", b""].replace(b"Khongco", name)
        return self._answers.get(_key(action), unknown)


def _said(response: bytes, key: bytes, words: bytes) -> bytes:
    return b"Response: %b\r\nActionID: %b\r\n%b: %b\r\n\r\n" % (response, _OWN, key, words)


def _key(action: bytes) -> tuple[bytes, ...]:
    return tuple(field(action, key) for key in _TOLD_APART)


def _recorded(text: str) -> Iterator[tuple[bytes, bytes]]:
    """Each action and all that came until the next one was sent."""
    for part in text.split("\n<< ")[1:]:
        head, _, said = part.partition("\n")
        action = "\r\n".join([*head.split(" / "), "", ""]).encode()
        mark = b"ActionID: %b\r\n"
        lines = [line.removesuffix(_LINE_END) for line in said.splitlines() if line.endswith(_LINE_END)]
        answer = "".join(f"{line}\r\n" for line in lines).encode()
        yield action, answer.replace(mark % field(action, b"ActionID"), mark % _OWN)


@asynccontextmanager
async def replaying() -> AsyncIterator[tuple[Replay, int]]:
    """The replay of the kept capture, and its port."""
    replay = Replay(CAPTURE.read_text("utf-8"))
    server = await asyncio.start_server(replay.serve, "127.0.0.1", 0)
    try:
        yield replay, server.sockets[0].getsockname()[1]
    finally:
        server.close()
        replay.cut()

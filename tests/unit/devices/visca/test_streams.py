"""Raw VISCA over a stream: replies are found however bytes are cut, and any bytes end in the one error."""

import asyncio
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.clock import ManualClock
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.visca.messages import VERSION, Reply, ReplyKind, read_reply
from gbdt_console.devices.visca.talks import NumberedTalk, RawTalk
from tests.support.engine import time_loop

MESSAGES = [
    bytes.fromhex(text)
    for text in ("90 41 FF", "90 51 FF", "90 50 02 FF", "90 60 41 FF", "90 38 FF", "90 50 00 01 02 03 FF")
]
CUTS = st.lists(st.integers(1, 5), max_size=20)


@dataclass
class Pieces:
    """A Wire that delivers these pieces, then is lost."""

    pieces: list[bytes]
    sent: list[bytes] = field(default_factory=list)

    async def open(self) -> None: ...

    def write(self, data: bytes) -> None:
        self.sent.append(data)

    async def receive(self) -> bytes:
        await asyncio.sleep(0)
        return self.pieces.pop(0) if self.pieces else b""

    async def close(self) -> None: ...


async def replies_of(pieces: list[bytes]) -> list[Reply]:
    talk, found = RawTalk(Pieces(pieces)), []
    try:
        while True:
            found.append(await talk.next_reply())
    except ControlError:
        return found


@given(st.lists(st.sampled_from(MESSAGES), max_size=8), CUTS)
def test_replies_are_found_however_they_are_cut(messages: list[bytes], cuts: list[int]) -> None:
    stream, pieces = b"".join(messages), []
    for cut in cuts:
        pieces.append(stream[:cut])
        stream = stream[cut:]
    pieces = [piece for piece in (*pieces, stream) if piece]
    wanted = [reply for message in messages if (reply := read_reply(message)) is not None]
    assert time_loop.run(ManualClock(), replies_of(pieces)) == wanted


@given(st.lists(st.binary(min_size=1, max_size=20), max_size=10), st.booleans())
def test_any_bytes_give_a_reply_or_the_one_error(pieces: list[bytes], is_numbered: bool) -> None:
    async def asked() -> Reply | None:
        wire = Pieces(pieces)
        talk = NumberedTalk(wire) if is_numbered else RawTalk(wire)
        try:
            return await talk.first_reply(VERSION, is_inquiry=True)
        except ControlError:
            return None

    reply = time_loop.run(ManualClock(), asked())
    assert reply is None or isinstance(reply.kind, ReplyKind)

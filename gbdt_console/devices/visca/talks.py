"""Asks a camera one thing at a time, and takes only the replies to that.

Over IP each message has a number that its replies repeat. Raw VISCA has none: there a connection on which the
camera owes a reply is never asked again.
"""

import asyncio
import struct
from contextlib import suppress
from typing import Protocol

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.transports.tcp_stream import Wire
from gbdt_console.devices.visca.messages import (
    CANCELLED,
    END,
    LONGEST,
    NO_SOCKET,
    Reply,
    ReplyKind,
    read_reply,
)

FIRST_REPLY_S = 2.0
"""Limits the wait for the first reply to a message, seconds: as the controllers of the studios do."""
RESEND_S = 0.5
"""Separates two sendings of one datagram, seconds: a reply takes 50 ms, and the line as long again."""

COMMAND, INQUIRY, REPLY = 0x0100, 0x0110, 0x0111
CONTROL, CONTROL_REPLY = 0x0200, 0x0201
RESET = b"\x01"
OUT_OF_SEQUENCE = b"\x0f\x01"
_HEADER = struct.Struct(">HHI")
_NUMBERS = 1 << 32


class Talk(Protocol):
    """A conversation with one camera. Every method raises ControlError."""

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def first_reply(self, message: bytes, *, is_inquiry: bool) -> Reply: ...

    async def next_reply(self) -> Reply:
        """Return the next reply to the message sent last; wait without limit."""
        ...


def packet(kind: int, number: int, payload: bytes) -> bytes:
    """Write a datagram of VISCA over IP."""
    return _HEADER.pack(kind, len(payload), number) + payload


def read_packet(data: bytes) -> tuple[int, int, bytes] | None:
    """Read kind, number and payload of a datagram; None where it is broken."""
    if len(data) < _HEADER.size:
        return None
    kind, length, number = _HEADER.unpack_from(data)
    payload = data[_HEADER.size :]
    return (kind, number, payload) if length == len(payload) <= LONGEST else None


class NumberedTalk:
    """Talks VISCA over IP: numbers each message, and sends a lost one again under its number.

    A camera that was switched off and on counts from the beginning and refuses the number; then both begin
    anew, and the message goes out once more.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._number = 0

    async def open(self) -> None:
        await self._wire.open()
        await self._reset()

    async def close(self) -> None:
        await self._wire.close()

    async def first_reply(self, message: bytes, *, is_inquiry: bool) -> Reply:
        kind = INQUIRY if is_inquiry else COMMAND
        for is_again in (False, True):
            if is_again:
                await self._reset()
            self._number = (self._number + 1) % _NUMBERS
            if (reply := await self._sent(kind, message)) is not None:
                return reply
        raise ControlError(ControlFault.MALFORMED, code="camera.out-of-sequence")

    async def next_reply(self) -> Reply:
        while (reply := await self._reply()) is None:
            pass
        return reply

    async def _sent(self, kind: int, message: bytes) -> Reply | None:
        """Return the reply; None where the camera refuses the number."""
        data = packet(kind, self._number, message)
        for _ in range(round(FIRST_REPLY_S / RESEND_S)):
            self._wire.write(data)
            with suppress(TimeoutError):
                async with asyncio.timeout(RESEND_S):
                    return await self._reply()
        raise ControlError(ControlFault.SILENT)

    async def _reply(self) -> Reply | None:
        """Return the next reply to the newest number; None where the camera refuses that."""
        while True:
            kind, number, payload = await self._received()
            if number != self._number:
                continue
            if kind == CONTROL_REPLY and payload == OUT_OF_SEQUENCE:
                return None
            if kind == REPLY and (reply := read_reply(payload)) is not None:
                return reply

    async def _received(self) -> tuple[int, int, bytes]:
        while True:
            data = await self._wire.receive()
            if not data:
                raise ControlError(ControlFault.CLOSED)
            if (found := read_packet(data)) is not None:
                return found

    async def _reset(self) -> None:
        """Let the camera count from the beginning; some do so without an answer."""
        self._number = 0
        for _ in range(round(FIRST_REPLY_S / RESEND_S)):
            self._wire.write(packet(CONTROL, 0, RESET))
            with suppress(TimeoutError):
                async with asyncio.timeout(RESEND_S):
                    while True:
                        kind, _, payload = await self._received()
                        if kind == CONTROL_REPLY and payload == RESET:
                            return


class RawTalk:
    """Talks raw VISCA over one connection, where replies end in FF and have no number."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._rest = b""
        self._is_owed = False

    async def open(self) -> None:
        await self._wire.open()
        self._rest, self._is_owed = b"", False

    async def close(self) -> None:
        await self._wire.close()

    async def first_reply(self, message: bytes, *, is_inquiry: bool) -> Reply:
        if self._is_owed:
            await self.close()
            raise ControlError(ControlFault.CLOSED)
        self._is_owed = True
        self._wire.write(message)
        try:
            async with asyncio.timeout(FIRST_REPLY_S):
                while _is_of_earlier_command(reply := await self.next_reply()):
                    pass
        except TimeoutError:
            raise ControlError(ControlFault.SILENT) from None
        self._is_owed = False
        return reply

    async def next_reply(self) -> Reply:
        while True:
            message, end, rest = self._rest.partition(END)
            if end:
                self._rest = rest
                if (reply := read_reply(message + end)) is not None:
                    return reply
                continue
            if len(self._rest) >= LONGEST:
                self._is_owed = True
                raise ControlError(ControlFault.MALFORMED)
            data = await self._wire.receive()
            if not data:
                self._is_owed = True
                raise ControlError(ControlFault.CLOSED)
            self._rest += data


def _is_of_earlier_command(reply: Reply) -> bool:
    """Tell a late end of a command that was given up from the first reply to a message."""
    return reply.kind is ReplyKind.COMPLETION or reply.error in (CANCELLED, NO_SOCKET)

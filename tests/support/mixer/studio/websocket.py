"""Speaks the server's side of WebSocket (RFC 6455), as far as a mixer and its clients need it.

It shares nothing with the console's client, so that both do not share a mistake.
"""

import asyncio
import base64
import hashlib
import struct

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
_CONTINUED = 0x0
_FINAL, _MASKED = 0x80, 0x80
_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_MOST_HEAD = 8_192
"""Limits the request that opens a connection, bytes."""
_MOST_BYTES = 1_048_576
"""Limits one message of a client, bytes."""
_NO_CODE = 1005


class NotWebSocketError(Exception):
    """Raised where the peer does not speak WebSocket."""


class PeerClosedError(Exception):
    """Raised where the peer closed the connection.

    code: its close code; 1005 where it gave none
    """

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


def frame(kind: int, payload: bytes) -> bytes:
    """Write one unmasked frame, which ends its message."""
    size = len(payload)
    if size < 126:
        head = bytes((_FINAL | kind, size))
    elif size < 1 << 16:
        head = struct.pack(">BBH", _FINAL | kind, 126, size)
    else:
        head = struct.pack(">BBQ", _FINAL | kind, 127, size)
    return head + payload


class WebSocket:
    """One accepted connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def accept(self, protocol: str) -> None:
        """Answer the request that opens the connection, in `protocol` where the client offers it.

        Raises NotWebSocketError.
        """
        try:
            head = await self._reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            raise NotWebSocketError from None
        if len(head) > _MOST_HEAD:
            raise NotWebSocketError
        lines = head.decode("latin-1").split("\r\n")[1:]
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        key = fields.get("sec-websocket-key", "")
        if fields.get("upgrade", "").lower() != "websocket" or not key:
            raise NotWebSocketError
        digest = hashlib.sha1((key + _GUID).encode(), usedforsecurity=False).digest()
        answer = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"]
        answer.append(f"Sec-WebSocket-Accept: {base64.b64encode(digest).decode()}")
        if protocol in fields.get("sec-websocket-protocol", "").replace(" ", "").split(","):
            answer.append(f"Sec-WebSocket-Protocol: {protocol}")
        self.write("\r\n".join([*answer, "", ""]).encode())

    async def receive(self) -> str:
        """Return the next text; answer pings meanwhile.

        Raises PeerClosedError, NotWebSocketError, and what a lost connection raises.
        """
        parts: list[bytes] = []
        while True:
            is_final, kind, payload = await self._frame()
            if kind == CLOSE:
                raise PeerClosedError(int.from_bytes(payload[:2]) if len(payload) >= 2 else _NO_CODE)
            if kind == PING:
                self.write(frame(PONG, payload))
            if kind not in (TEXT, _CONTINUED):
                continue
            parts.append(payload)
            if sum(map(len, parts)) > _MOST_BYTES:
                raise NotWebSocketError
            if is_final:
                return b"".join(parts).decode()

    def send(self, text: str) -> None:
        """Send one text."""
        self.write(frame(TEXT, text.encode()))

    def write(self, data: bytes) -> None:
        """Send bytes as they are; do nothing where the connection is lost."""
        if not self._writer.is_closing():
            self._writer.write(data)

    def close(self, code: int = 1000) -> None:
        """Say goodbye with a close code, and close."""
        self.write(frame(CLOSE, code.to_bytes(2)))
        self._writer.close()

    def write_end(self) -> None:
        """Close once all is sent, without a goodbye."""
        self._writer.close()

    def cut(self) -> None:
        """Drop the connection without a goodbye."""
        self._writer.transport.abort()

    async def _frame(self) -> tuple[bool, int, bytes]:
        first, second = await self._reader.readexactly(2)
        size = second & 0x7F
        if size == 126:
            size = int.from_bytes(await self._reader.readexactly(2))
        elif size == 127:
            size = int.from_bytes(await self._reader.readexactly(8))
        if not second & _MASKED or size > _MOST_BYTES:
            raise NotWebSocketError
        mask = await self._reader.readexactly(4)
        payload = await self._reader.readexactly(size)
        plain = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
        return bool(first & _FINAL), first & 0x0F, plain

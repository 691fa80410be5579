"""A connection that carries lines of text both ways, and the lines in what came. Knows no device."""

import asyncio
from typing import Protocol

from gbdt_console.core.cleaning import clean_bytes
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import ControlError

CONNECT_S = 5.0
READ_BYTES = 4096
LONGEST_LINE = 4096
_LONGEST_CLEAN = 1_000


class TextLine(Protocol):
    """Telnet or SSH. Whoever owns it opens it anew; nothing connects again by itself."""

    @property
    def is_plain_text(self) -> bool:
        """Whether anybody on the way can read it, a password too."""
        ...

    async def open(self) -> None:
        """Connect, over SSH also log in. Raises ControlError."""
        ...

    def send(self, text: str) -> None:
        """Put one line on the wire; nothing happens where the connection is gone."""
        ...

    async def receive(self) -> bytes:
        """What came, as it came, at most READ_BYTES; empty when the connection is gone."""
        ...

    async def close(self) -> None:
        """Let go; calling it twice does nothing."""
        ...


class TcpLine:
    """Text over TCP, as 'telnet' control ports speak it; no telnet options are asked for or answered."""

    is_plain_text = True

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def open(self) -> None:
        await self.close()
        try:
            async with asyncio.timeout(CONNECT_S):
                self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        except TimeoutError:
            raise ControlError(ControlFault.SILENT) from None
        except OSError:
            raise ControlError(ControlFault.REFUSED) from None

    def send(self, text: str) -> None:
        if self._writer is not None:
            self._writer.write(line_bytes(text))

    async def receive(self) -> bytes:
        if self._reader is None:
            return b""
        try:
            return await self._reader.read(READ_BYTES)
        except OSError:
            return b""

    async def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


def line_bytes(text: str) -> bytes:
    """A line with its end: a carriage return, as from a keyboard. Raises ValueError for more."""
    if not text.isprintable():
        raise ValueError("a line holds no control characters")
    return text.encode() + b"\r"


class LineTooLong(Exception):
    """What came is no text in lines."""


class LineReader:
    """Feed it bytes as they come; it gives whole lines, cleaned, and keeps what has no end yet.

    A line ends with CR, LF or any run of them (over SSH the codecs send CR CR LF); blank lines are dropped.
    """

    def __init__(self) -> None:
        self._rest = b""

    @property
    def rest(self) -> str:
        """The beginning of a line that has not ended: a prompt, perhaps."""
        return clean_bytes(self._rest, _LONGEST_CLEAN)

    def forget_rest(self) -> None:
        """The prompt was answered."""
        self._rest = b""

    def feed(self, data: bytes) -> list[str]:
        """The lines that are whole now. Raises LineTooLong."""
        *whole, self._rest = (self._rest + data).replace(b"\r", b"\n").split(b"\n")
        if len(self._rest) > LONGEST_LINE or any(len(raw) > LONGEST_LINE for raw in whole):
            raise LineTooLong
        return [clean_bytes(raw, _LONGEST_CLEAN).strip() for raw in whole if raw.strip()]

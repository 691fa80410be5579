"""Carries lines of text both ways, and splits received bytes into lines. It knows no device."""

from typing import Protocol

from gbdt_console.core.clean_text import clean_bytes
from gbdt_console.devices.transports.tcp_stream import Stream, TcpStream

LONGEST_LINE = 4096
"""Limit of one line, bytes: more is no text in lines."""

CARRIAGE_RETURN, LINE_FEED = b"\r", b"\n"
"""What ends a line that is sent."""

_LONGEST_CLEAN = 1_000
"""Limit of a cleaned line, characters; the rest of a longer one is cut off."""


class TextLine(Stream, Protocol):
    """A telnet or SSH connection."""

    @property
    def is_plain_text(self) -> bool:
        """Whether the network between can read the lines, a password too."""
        ...

    def send(self, text: str) -> None:
        """Send one line; do nothing where the connection is lost."""
        ...


class TcpLine(TcpStream):
    """Carries text over TCP, as 'telnet' control ports do, without telnet options."""

    is_plain_text = True

    def send(self, text: str) -> None:
        self.write(line_bytes(text))


def line_bytes(text: str, end: bytes = CARRIAGE_RETURN) -> bytes:
    """End a line, by default as a keyboard does. Raises ValueError for control characters."""
    if not text.isprintable():
        raise ValueError("a line holds no control characters")
    return text.encode() + end


class LineTooLong(Exception):
    """The bytes received are no text in lines."""


class LineReader:
    """Splits received bytes into cleaned lines and keeps the unfinished rest.

    A line ends with CR, LF or any run of them (over SSH the codecs send CR CR LF); blank lines are dropped.
    """

    def __init__(self) -> None:
        self._rest = b""

    @property
    def rest(self) -> str:
        """Return the start of an unfinished line, such as a prompt."""
        return clean_bytes(self._rest, _LONGEST_CLEAN)

    def forget_rest(self) -> None:
        """Drop the unfinished line: its prompt was answered."""
        self._rest = b""

    def feed(self, data: bytes) -> list[str]:
        """Add bytes and return the lines they complete. Raises LineTooLong."""
        *whole, self._rest = (self._rest + data).replace(b"\r", b"\n").split(b"\n")
        if len(self._rest) > LONGEST_LINE or any(len(raw) > LONGEST_LINE for raw in whole):
            raise LineTooLong
        return [clean_bytes(raw, _LONGEST_CLEAN).strip() for raw in whole if raw.strip()]

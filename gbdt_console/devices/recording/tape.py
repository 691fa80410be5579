"""Keeps what went between a client and a device, in order, and writes it to a file.

The file has JSON lines: a head, then one line for each piece that went one way.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from gbdt_console.core.quick_dataclass import dataclass

FORMAT = "gbdt-control-1"
MOST_BYTES = 8 << 20
"""Limits one recording, bytes; a meeting of an hour over a polled interface has about 5 MB."""

_RUN = re.compile(
    rb"(?P<blank> {64,})|(?:[\t\x1b\x20-\x7e]|[\xc2-\xf4][\x80-\xbf]+){1,}(?:\r\n?|\n)?|[\r\n]+"
    rb"|[^\t\r\n\x1b\x20-\x7e]+"
)
"""What is written as one: a gap of blanks, a line of text, line ends, or octets that are no text."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What went one way without an answer between.

    link: number of the connection
    at_s: seconds since the recording began
    is_to_device: False for what the device said
    """

    link: int
    at_s: float
    is_to_device: bool
    data: bytes


@dataclass(slots=True)
class Tape:
    """The pieces of a recording.

    is_whole: whether nothing was left out for its size
    """

    pieces: list[Piece] = field(default_factory=list)
    is_whole: bool = True
    size: int = 0

    def add(self, piece: Piece) -> None:
        """Keep a piece; join it to the last one where that went the same way on the same connection.

        The first that is left out ends the tape: with a gap nobody could tell what is a head and what a body.
        """
        if not self.is_whole or self.size + len(piece.data) > MOST_BYTES:
            self.is_whole = False
            return
        self.size += len(piece.data)
        last = self.pieces[-1] if self.pieces else None
        if last is not None and (last.link, last.is_to_device) == (piece.link, piece.is_to_device):
            joined = last.data + piece.data
            self.pieces[-1] = Piece(last.link, last.at_s, last.is_to_device, joined)
        else:
            self.pieces.append(piece)


def written(pieces: Iterable[Piece], head: Mapping[str, object]) -> str:
    """Write a recording as text."""
    lines = [json.dumps({"format": FORMAT, **head})]
    for piece in pieces:
        way = "to" if piece.is_to_device else "from"
        lines.append(json.dumps({"s": round(piece.at_s, 3), "link": piece.link, way: _shown(piece.data)}))
    return "\n".join(lines) + "\n"


def read(text: str) -> tuple[Mapping[str, object], list[Piece]]:
    """Read a recording's head and pieces. Raises ValueError where it is none."""
    lines: Iterator[dict[str, object]] = (json.loads(line) for line in text.splitlines() if line)
    head = next(lines, {})
    if head.get("format") != FORMAT:
        raise ValueError(f"no recording of the form {FORMAT}")
    return head, [_piece(line) for line in lines]


def _piece(line: Mapping[str, object]) -> Piece:
    is_to_device = "to" in line
    data, link, at_s = line["to" if is_to_device else "from"], line["link"], line["s"]
    if not isinstance(data, list) or not isinstance(link, int) or not isinstance(at_s, int | float):
        raise ValueError(f"no piece of a recording: {line}")
    return Piece(link, float(at_s), is_to_device, b"".join(map(_octets, data)))


def _shown(data: bytes) -> list[object]:
    """Write octets as lines of text, `{"hex": ...}` where they are none, and `{"blank": N}` for a gap."""
    shown: list[object] = []
    for run in _RUN.finditer(data):
        octets = run[0]
        if run["blank"]:
            shown.append({"blank": len(octets)})
        else:
            shown.append(octets.decode("utf-8") if _is_text(octets) else {"hex": octets.hex()})
    return shown


def _is_text(octets: bytes) -> bool:
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all(char.isprintable() or char in "\r\n\t\x1b" for char in text)


def _octets(shown: object) -> bytes:
    match shown:
        case str():
            return shown.encode("utf-8")
        case {"hex": str(digits)}:
            return bytes.fromhex(digits)
        case {"blank": int(count)}:
            return b" " * count
    raise ValueError(f"no octets of a recording: {shown}")

"""Reads and writes AMI packets.

A packet is lines of `Key: value` up to an empty line. Every value is cleaned.
"""

from collections.abc import Iterable, Mapping

from gbdt_console.core.clean_text import clean_bytes
from gbdt_console.core.quick_dataclass import dataclass

MOST_BYTES = 16 * 1024
"""Limit of one packet, bytes: Asterisk's own are below 2 kB."""

_MOST_LINES = 200
"""Limit of lines that are read of one packet; a hostile one may have thousands."""

_LONGEST_KEY, _LONGEST_VALUE = 60, 400
"""Limits of one key and of one value, characters; the rest of a longer one is cut off."""

_LONGEST_LINE = 1_000
"""Limit of a line sent, bytes: Asterisk closes the connection above 1 024 (main/manager.c)."""


class PacketTooLong(Exception):
    """The bytes received are no AMI packet, because they never end."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet.

    fields: values by key in lower case; the first value of a key that comes twice
    """

    fields: Mapping[str, str]

    def get(self, key: str) -> str:
        """Return the value of that key; empty where there is none."""
        return self.fields.get(key.lower(), "")

    @property
    def event(self) -> str:
        return self.get("Event")

    @property
    def action_id(self) -> str:
        return self.get("ActionID")


class PacketReader:
    """Splits received bytes into packets and keeps the unfinished rest."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterable[Packet]:
        """Add bytes and return the packets they complete. Raises PacketTooLong."""
        self._rest = (self._rest + data).replace(b"\r\n", b"\n")
        *whole, self._rest = self._rest.split(b"\n\n")
        if len(self._rest) > MOST_BYTES or any(len(raw) > MOST_BYTES for raw in whole):
            raise PacketTooLong
        return [packet_of(raw) for raw in whole if raw.strip()]


def packet_of(raw: bytes) -> Packet:
    """Read one packet from its lines. Lines that are no `Key: value` are skipped."""
    fields: dict[str, str] = {}
    lines = raw.split(b"\n", _MOST_LINES)[:_MOST_LINES]
    text = _plain_text(b"\n".join(lines))
    if text is not None:
        for plain in text.split("\n"):
            word, colon, rest = plain.partition(":")
            if colon:
                fields.setdefault(word.strip().lower(), rest.strip())
        return Packet(fields)
    for line in lines:
        key, found, value = line.partition(b":")
        if found:
            name = clean_bytes(key.strip(), _LONGEST_KEY).lower()
            fields.setdefault(name, clean_bytes(value.strip(), _LONGEST_VALUE))
    return Packet(fields)


def _plain_text(raw: bytes) -> str | None:
    """Return the lines of a packet in which there is nothing to clean or to cut off; None for others.

    Nearly all packets are such, and line by line a list of 220 participants costs three times as much.
    """
    if not raw.isascii():
        return None
    text = raw.decode("ascii")
    is_plain = text.replace("\n", "").isprintable() and max(map(len, text.split("\n"))) <= _LONGEST_KEY
    return text if is_plain else None


def action_bytes(name: str, action_id: str, fields: Mapping[str, str]) -> bytes:
    """Write an action as bytes. Raises ValueError for a value that is not one line."""
    lines = [
        f"Action: {name}".encode(),
        f"ActionID: {action_id}".encode(),
        *(f"{key}: {value}".encode() for key, value in fields.items()),
    ]
    if any(b"\r" in line or b"\n" in line or len(line) > _LONGEST_LINE for line in lines):
        raise ValueError("a value of an action has to be one line")
    return b"\r\n".join([*lines, b"", b""])

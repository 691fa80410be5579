"""AMI packets: lines of 'Key: value' that end with an empty line. Pure; every value is cleaned."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gbdt_console.core.cleaning import clean_bytes

MOST_BYTES = 16 * 1024
"""A packet longer than this is not one: Asterisk's own are below 2 kB."""

_MOST_LINES = 200
_LONGEST_VALUE = 400
_LONGEST_LINE = 1_000
"""Asterisk gives up a connection that sends a line of more than 1 024 bytes (main/manager.c)."""


class PacketTooLong(Exception):
    """What came is no AMI packet: it never ends."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet. Keys are looked up without regard to case; of a key that comes twice the first counts."""

    fields: Mapping[str, str]

    def get(self, key: str) -> str:
        """The value of that key; empty where there is none."""
        return self.fields.get(key.lower(), "")

    @property
    def event(self) -> str:
        return self.get("Event")

    @property
    def action_id(self) -> str:
        return self.get("ActionID")


class PacketReader:
    """Feed it bytes as they come; it gives whole packets and keeps the rest."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterable[Packet]:
        """The packets that are whole now. Raises PacketTooLong."""
        self._rest = (self._rest + data).replace(b"\r\n", b"\n")
        *whole, self._rest = self._rest.split(b"\n\n")
        if len(self._rest) > MOST_BYTES or any(len(raw) > MOST_BYTES for raw in whole):
            raise PacketTooLong
        return [packet_of(raw) for raw in whole if raw.strip()]


def packet_of(raw: bytes) -> Packet:
    """One packet from its lines; what is no 'Key: value' is passed over."""
    fields: dict[str, str] = {}
    for line in raw.split(b"\n")[:_MOST_LINES]:
        key, colon, value = line.partition(b":")
        if colon:
            name = clean_bytes(key.strip(), 60).lower()
            fields.setdefault(name, clean_bytes(value.strip(), _LONGEST_VALUE))
    return Packet(fields)


def action_bytes(name: str, action_id: str, fields: Mapping[str, str]) -> bytes:
    """An action as it goes on the wire. Raises ValueError for a value that cannot be sent as one line."""
    lines = [
        f"Action: {name}".encode(),
        f"ActionID: {action_id}".encode(),
        *(f"{key}: {value}".encode() for key, value in fields.items()),
    ]
    if any(b"\r" in line or b"\n" in line or len(line) > _LONGEST_LINE for line in lines):
        raise ValueError("a value of an action has to be one line")
    return b"\r\n".join([*lines, b"", b""])

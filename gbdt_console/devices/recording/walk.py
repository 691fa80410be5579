"""Walks a device and writes a recording in snmpsim's format.

A recording has a line an object: `oid|tag|value`.
"""

import json
import re
import struct
from collections.abc import Iterator, Mapping

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import OptionValue
from gbdt_console.devices.recording.indexes import TableIndexes, names_in
from gbdt_console.devices.recording.pseudonyms import IPV4, Pseudonyms
from gbdt_console.devices.recording.redaction import is_recorded
from gbdt_console.devices.snmp.client import SnmpError, SnmpMalformed, SnmpReader, SnmpValue

ROOTS: Mapping[str, int] = {
    "1.3.6.1.2.1.1": 100,
    "1.3.6.1.2.1.2": 2_000,
    "1.3.6.1.2.1.31.1.1": 2_000,
    "1.3.6.1.2.1.33": 500,
    "1.3.6.1.2.1.47.1.1.1": 1_000,
    "1.3.6.1.2.1.99": 500,
    "1.3.6.1.6.3.10.2.1": 10,
    "1.3.6.1.4.1.9.9.42.1.2.1": 200,
    "1.3.6.1.4.1.9.9.42.1.2.10": 200,
    "1.3.6.1.4.1.9.9.42.1.5.2": 500,
    "1.3.6.1.4.1": 5_000,
}
"""Limits the objects of each subtree that is walked: those that drivers read, and the makers' own. Addresses,
sessions, neighbours, users and communities have subtrees of their own, which are not walked."""

MOST_OBJECTS = 8_000
"""Limits the objects of one recording."""

MOST_ASKED = 32_000
"""Limits the objects asked of one subtree: tables of addresses that are left out may fill a router's walk."""

LONGEST_OCTETS = 255
"""Limits the octets kept of one value."""

_UPTIME = "1.3.6.1.2.1.1.3.0"
_FLOAT = b"\x9f\x78\x04"
_PLAIN = range(0x20, 0x7F)
_ROW = re.compile(r"[0-9]+(\.[0-9]+)*")
"""Matches the index of a row."""


@dataclass(frozen=True, slots=True)
class Walk:
    """The result of a walk.

    is_whole: whether no subtree was cut short, refused or broken off
    left_out: number of objects that were read, but whose OIDs may name somebody
    """

    objects: Mapping[str, SnmpValue]
    is_whole: bool
    left_out: int = 0


async def walk_device(link: SnmpReader) -> Walk:
    """Walk every subtree of ROOTS. A device that falls silent midway is recorded up to there.

    Raises SnmpError when the device gives nothing.
    """
    found: dict[str, SnmpValue] = {}
    left_out: set[str] = set()
    is_whole = True
    for root, limit in ROOTS.items():
        room = min(limit, MOST_OBJECTS - len(found))
        try:
            branch, is_end = await _branch(link, root, room, left_out) if room > 0 else ({}, False)
        except SnmpMalformed:
            is_whole = False
            continue
        except SnmpError:
            if not found and not left_out:
                raise
            is_whole = False
            break
        is_whole &= is_end
        found.update(branch)
    return Walk({oid: _cropped(value) for oid, value in found.items()}, is_whole, len(left_out))


async def _branch(
    link: SnmpReader, root: str, room: int, left_out: set[str]
) -> tuple[dict[str, SnmpValue], bool]:
    """Walk a subtree until `room` objects are kept; tell whether it ended before.

    left_out: gets the OIDs that are not kept
    """
    asked = room
    while True:
        branch = await link.walk(root, asked)
        tables = TableIndexes(branch)
        kept = {oid: value for oid, value in branch.items() if is_recorded(oid, tables)}
        is_end = len(branch) < asked
        if is_end or len(kept) >= room or asked >= MOST_ASKED:
            left_out.update(branch.keys() - kept.keys())
            return dict(list(kept.items())[:room]), is_end and len(kept) < room
        asked = min(2 * asked, MOST_ASKED)


def snmprec(objects: Mapping[str, SnmpValue], head: Mapping[str, str]) -> str:
    """Write the recording as text, in the agents' order. Head lines `# key: value` come before the objects.

    SnmpReader does not tell SNMP's integer types apart, so an integer is written as the first that it fits of
    INTEGER (2), Gauge32 (66) and Counter64 (70). Strings that are not plain text are written in hexadecimal.
    """
    lines = [f"# {key}: {value}" for key, value in head.items()]
    ordered = sorted(objects.items(), key=lambda pair: tuple(map(int, pair[0].split("."))))
    lines += [f"{oid}|{tagged}" for oid, value in ordered for tagged in _tagged(oid, value)]
    return "\n".join(lines) + "\n"


def head_of(
    driver: str, options: Mapping[str, OptionValue], objects: Mapping[str, SnmpValue], key: bytes
) -> dict[str, str]:
    """Make the head of a recording.

    A text option stays only if it is the index of a row, or one of the recording's texts or names, as it was
    or replaced like them.

    key: the key of the recording's replacements
    """
    texts = {value for value in objects.values() if isinstance(value, bytes)}
    known = texts | {name for oid in objects if (parts := names_in(oid)) for name in parts[1]}
    kept: dict[str, OptionValue] = {}
    for option, value in options.items():
        is_harmless = not isinstance(value, str) or option == "family" or _is_row(option, value, objects)
        if is_harmless or str(value).encode() in texts:
            kept[option] = value
        elif (name := Pseudonyms(key).octets(str(value).encode())) in known:
            kept[option] = name.decode("latin-1")
    return {"driver": driver, "options": json.dumps(kept), "origin": "device"}


def _is_row(option: str, text: str, objects: Mapping[str, SnmpValue]) -> bool:
    is_index = option.endswith("_row") and _ROW.fullmatch(text)
    return bool(is_index) and any(oid.endswith(f".{text}") for oid in objects)


def _tagged(oid: str, value: SnmpValue) -> Iterator[str]:
    if isinstance(value, bytes):
        is_plain = all(octet in _PLAIN for octet in value) and value == value.strip()
        yield f"4|{value.decode('ascii')}" if is_plain else f"4x|{value.hex()}"
    elif isinstance(value, str):
        yield f"{64 if IPV4.fullmatch(value) else 6}|{value}"
    elif isinstance(value, float):
        yield f"68x|{(_FLOAT + struct.pack('>f', value)).hex()}"
    elif oid == _UPTIME:
        yield f"67|{value}"
    elif -(1 << 31) <= value < 1 << 64:
        yield f"{2 if value < 1 << 31 else 66 if value < 1 << 32 else 70}|{value}"


def _cropped(value: SnmpValue) -> SnmpValue:
    return value[:LONGEST_OCTETS] if isinstance(value, bytes) else value

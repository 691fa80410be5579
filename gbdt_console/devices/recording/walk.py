"""Walks a device into a recording: a line an object, `oid|tag|value`, as snmpsim and the tests replay it."""

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gbdt_console.core.sites import OptionValue
from gbdt_console.devices.recording.pseudonyms import IPV4
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
    "1.3.6.1.4.1.2011.5.25.111.4": 1_000,
    "1.3.6.1.4.1": 5_000,
}
"""What is walked and how much of it at most: what drivers read, and makers' branches. Addresses, sessions,
neighbours, users and communities have branches of their own, which are not asked for."""

MOST_OBJECTS = 8_000
LONGEST_OCTETS = 255
_UPTIME = "1.3.6.1.2.1.1.3.0"
_FLOAT = b"\x9f\x78\x04"
_PLAIN = range(0x20, 0x7F)


@dataclass(frozen=True, slots=True)
class Walk:
    """What a device gave. `is_whole` when no branch was cut short, refused or broken off."""

    objects: Mapping[str, SnmpValue]
    is_whole: bool


async def walk_device(link: SnmpReader) -> Walk:
    """Ask for everything in ROOTS. A device that falls silent midway is recorded as far as it came. Raises
    SnmpError when it gives nothing."""
    found: dict[str, SnmpValue] = {}
    is_whole = True
    for root, limit in ROOTS.items():
        room = min(limit, MOST_OBJECTS - len(found))
        try:
            branch = await link.walk(root, room) if room > 0 else {}
        except SnmpMalformed:
            is_whole = False
            continue
        except SnmpError:
            if not found:
                raise
            is_whole = False
            break
        is_whole &= room > 0 and len(branch) < room
        found.update(branch)
    return Walk({oid: _cropped(value) for oid, value in found.items()}, is_whole)


def snmprec(objects: Mapping[str, SnmpValue], head: Mapping[str, str]) -> str:
    """The recording as text, in the agents' order, with `# key: value` lines before it.

    The readers do not tell the integer types of SNMP apart, so what fits is INTEGER (2), then Gauge32 (66),
    then Counter64 (70). Strings that are not plain text are written in hexadecimal.
    """
    lines = [f"# {key}: {value}" for key, value in head.items()]
    ordered = sorted(objects.items(), key=lambda pair: tuple(map(int, pair[0].split("."))))
    lines += [f"{oid}|{tagged}" for oid, value in ordered for tagged in _tagged(oid, value)]
    return "\n".join(lines) + "\n"


def head_of(
    driver: str, options: Mapping[str, OptionValue], objects: Mapping[str, SnmpValue]
) -> dict[str, str]:
    """What a replay must know. A text option stays only where it is one of the recording's own texts."""
    texts = {value for value in objects.values() if isinstance(value, bytes)}
    kept = {
        name: value
        for name, value in options.items()
        if not isinstance(value, str) or value.encode() in texts or name == "family"
    }
    return {"driver": driver, "options": json.dumps(kept), "origin": "device"}


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

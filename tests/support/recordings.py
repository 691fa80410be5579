"""Reads .snmprec recordings (`oid|tag|value`) with their `# key: value` heads, to test drivers on."""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gbdt_console.core.sites import OptionValue, Outlet
from gbdt_console.devices.snmp.client import SnmpValue

FOLDER = Path(__file__).parents[1] / "recordings"
_INTEGERS = {"2", "65", "66", "67", "70"}


@dataclass(frozen=True, slots=True)
class Recording:
    """One device as it answered, or as its documents say that it would (`origin` tells which)."""

    name: str
    objects: Mapping[str, SnmpValue]
    driver: str = ""
    options: Mapping[str, OptionValue] = field(default_factory=dict)
    outlets: tuple[Outlet, ...] = ()
    origin: str = ""
    family: str = ""


def recordings() -> list[Recording]:
    """All that are kept, by name."""
    return [load(path) for path in sorted(FOLDER.glob("*.snmprec"))]


def load(path: Path) -> Recording:
    return parse(path.stem, path.read_text("utf-8"))


def parse(name: str, text: str) -> Recording:
    lines = text.splitlines()
    pairs = (line[2:].partition(": ") for line in lines if line.startswith("# "))
    head = {key: value for key, _, value in pairs}
    rows = (line.split("|", 2) for line in lines if line and not line.startswith("#"))
    outlets = (entry.split() for entry in head.get("outlets", "").split(", ") if entry)
    return Recording(
        name,
        {oid: value for oid, tag, raw in rows if (value := _value(tag, raw)) is not None},
        head.get("driver", ""),
        json.loads(head.get("options", "{}")),
        tuple(Outlet(int(number), role) for number, role in outlets),
        head.get("origin", ""),
        head.get("family", ""),
    )


def _value(tag: str, raw: str) -> SnmpValue | None:
    match tag:
        case "4":
            return raw.encode()
        case "4x":
            return bytes.fromhex(raw)
        case "68x":
            opaque = bytes.fromhex(raw)
            assert opaque[:3] == b"\x9f\x78\x04", raw
            return float(struct.unpack(">f", opaque[3:])[0])
        case "6" | "64":
            return raw
        case "5":
            return None
    assert tag in _INTEGERS, tag
    return int(raw)

"""Reads .snmprec recordings (`oid|tag|value`) and holds drivers to the values that their heads expect."""

import json
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gbdt_console.core.monitoring.readings import Value
from gbdt_console.core.sites import OptionValue, Outlet
from gbdt_console.devices.driver import DriverSpec
from gbdt_console.devices.snmp.client import SnmpValue
from tests.support.places import RECORDINGS

FOLDER = RECORDINGS
_EXPECT = "expect "
_INTEGERS = {"2", "65", "66", "67", "70"}


@dataclass(frozen=True, slots=True)
class Recording:
    """One device's answers and what its driver must make of them.

    name: the file's name without its ending
    objects: every answer by its OID
    driver: name of the driver that reads the device
    options: the driver's options in sites.yaml
    outlets: the outlets that sites.yaml gives a role
    origin: `device` for a real device's answers, `documents` for answers written from a MIB
    family: the family's name on the driver page
    expected: values by metric, without the system group's; a head line each, `# expect METRIC: VALUE`
    """

    name: str
    objects: Mapping[str, SnmpValue]
    driver: str = ""
    options: Mapping[str, OptionValue] = field(default_factory=dict)
    outlets: tuple[Outlet, ...] = ()
    origin: str = ""
    family: str = ""
    expected: Mapping[str, Value] = field(default_factory=dict)


def recordings(folder: Path = FOLDER) -> list[Recording]:
    """Load every recording; a driver's own family comes before the other families of that driver."""
    found = [load(path) for path in folder.glob("*.snmprec")]
    return sorted(found, key=lambda kept: (kept.driver, kept.name != kept.driver, kept.name))


def gaps(specs: Iterable[DriverSpec], kept: Iterable[Recording]) -> Iterator[str]:
    """Name each driver that no recording holds to expected values."""
    found = list(kept)
    for spec in specs:
        own = [recording for recording in found if recording.driver == spec.name]
        if spec.build is not None and not own:
            yield f"{spec.name}: no recording in tests/recordings has the head line '# driver: {spec.name}'"
        yield from (
            f"{spec.name}: {recording.name}.snmprec has no head line '# expect METRIC: VALUE'"
            for recording in own
            if not recording.expected
        )


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
        {key.removeprefix(_EXPECT): _expected(text) for key, text in head.items() if key.startswith(_EXPECT)},
    )


def _expected(text: str) -> Value:
    """Read a number, or a text in quotes where it looks like a number; any other text stands for itself."""
    try:
        value: Value = json.loads(text)
    except ValueError:
        return text
    return value


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

"""Define a point as it was given, a device that a scan found, and a fault of what was given."""

from collections.abc import Mapping
from typing import NamedTuple

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import DeviceKind


@dataclass(frozen=True, slots=True)
class Point:
    """One point as a person or a table gave it; every text is cleaned.

    address_range: range of its addresses; one address alone is a range of length 32
    place: where it was given, as `diem.csv:4`; empty where it was typed
    phone: number to call; empty without one
    circuit: the carrier's name of the line; empty where it is not known yet
    conference_number: number of its codec; empty without one
    without: kinds of device that it lacks
    driver: driver of the one device that a scan found; empty: it is pinged
    family: its family among those of the driver; empty where the scan found none
    """

    number: int
    name: str
    address_range: str
    place: str = ""
    phone: str = ""
    circuit: str = ""
    conference_number: str = ""
    without: tuple[str, ...] = ()
    driver: str = ""
    kind: DeviceKind = DeviceKind.CODEC
    family: str = ""


class Found(NamedTuple):
    """A device that answers.

    driver: driver that fits it and needs no options; empty where none is known
    kind: kind of device that the driver is for
    control: driver that can control it; empty where none is known to
    family: its family among those of the driver; empty where the driver has none, or none is known
    """

    address: str
    driver: str = ""
    kind: DeviceKind = DeviceKind.CODEC
    control: str = ""
    family: str = ""


class RouterModel(NamedTuple):
    """Routers of one model.

    name: what they call themselves; a device's own words, cleaned
    addresses: addresses of the routers that answered
    ports: ports of one of them that may carry the line, the likeliest first
    """

    name: str
    addresses: tuple[str, ...]
    ports: tuple[str, ...]


class RowFault(NamedTuple):
    """A fault of one row, or of one answer.

    place: file and line; empty where it was typed
    """

    place: str
    code: str
    params: Mapping[str, str]

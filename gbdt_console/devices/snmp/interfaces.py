"""Finds the port that carries a line and reads its state.

Source: IF-MIB (RFC 2863).
"""

from collections.abc import Mapping
from dataclasses import replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice

from gbdt_console.core.clean_text import clean_bytes
from gbdt_console.core.monitoring.readings import Quality, Reading, Unit
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.snmp.client import SnmpReader, SnmpValue
from gbdt_console.devices.snmp.decoding import DONT_KNOW, Answers, TableRow
from gbdt_console.devices.snmp.rows import code, number, text

IF_NAME = "1.3.6.1.2.1.31.1.1.1.1"
IF_DESCR = "1.3.6.1.2.1.2.2.1.2"
IF_TYPE = "1.3.6.1.2.1.2.2.1.3"
IF_OPER_STATUS = "1.3.6.1.2.1.2.2.1.8"
IF_ADMIN_STATUS = "1.3.6.1.2.1.2.2.1.7"
IF_SPEED = "1.3.6.1.2.1.2.2.1.5"
IF_HIGH_SPEED = "1.3.6.1.2.1.31.1.1.1.15"
IF_DISCONTINUITY = "1.3.6.1.2.1.31.1.1.1.19"

_ADDRESS_PORT = "1.3.6.1.2.1.4.20.1.2"
"""ipAdEntIfIndex (RFC 4293): the port of an address."""

SPEED_LIMIT = 4294967295
"""Limits ifSpeed, in bit/s; ifHighSpeed goes beyond it."""

PICKED = " picked"
"""Ends the source of line.interface where sites.yaml names no port and the driver picked one."""

_LINE_TYPES = frozenset({6, 22, 23, 32, 62, 69, 117, 118})
"""IANAifType of ports that can carry a leased line: Ethernet (6; 62, 69 and 117 are its old names), serial
(22), PPP (23), frame relay (32), HDLC (118). No loopback, tunnel, VLAN or bridge."""

_UP = 1

PORTS_REMEMBERED = 4_096
"""Limits the ports whose rows are kept made: more than the routers of one network."""

PORTS_NAMED = 24
"""Limits the names that are listed where the port of the settings does not exist."""

_ROUNDED_BELOW_MBPS = 20
"""Limits ifHighSpeed from below: it has whole Mbit/s, too coarse for a slow line (2 048 000 bit/s is 2)."""

_OPER = {
    1: "up",
    2: "down",
    3: "testing",
    4: "unknown",
    5: "dormant",
    6: "not_present",
    7: "lower_layer_down",
}
_ADMIN = {1: "up", 2: "down", 3: "testing"}


@dataclass(frozen=True, slots=True)
class InterfacePort:
    """The port that carries a line.

    name_column: OID of the column that gave the name, ifName or ifDescr
    is_picked: the driver picked the only suitable port, because sites.yaml names none
    """

    index: int
    name: str
    name_column: str
    is_picked: bool = False

    def at(self, column: str) -> str:
        return f"{column}.{self.index}"

    def is_still_here(self, answers: Answers) -> bool:
        """Check that the index still belongs to the name. A restarted agent may renumber its ports."""
        return name_of(answers.values.get(self.at(self.name_column))) == self.name


def name_of(raw: SnmpValue | None) -> str:
    """Clean a port's name; empty for a value that is no octet string."""
    return clean_bytes(raw).strip() if isinstance(raw, bytes) else ""


def find_named(column: Mapping[str, SnmpValue], root: str, wanted: str) -> tuple[int, str] | None:
    """Find the index and whole name of a port, the lowest of several of that name.

    Else that of the only port whose name begins with it: ZTE's ifDescr carries a description behind the name.
    """
    names = {index: name_of(raw) for index, raw in by_index(column, root).items()}
    exact = [index for index, name in names.items() if name == wanted]
    begun = [index for index, name in names.items() if first_word(name) == wanted]
    found = min(exact) if exact else begun[0] if len(begun) == 1 else None
    return None if found is None else (found, names[found])


def first_word(name: str) -> str:
    return name.partition(" ")[0]


def names_like(column: Mapping[str, SnmpValue], wanted: str) -> tuple[str, ...]:
    """List the names of a walked column, the one most like `wanted` first, at most PORTS_NAMED."""

    def likeness(name: str) -> float:
        shapes = (name.casefold(), first_word(name).casefold())
        return max(SequenceMatcher(None, shape, wanted.casefold()).ratio() for shape in shapes)

    names = dict.fromkeys(filter(None, (name_of(raw) for raw in column.values())))
    ordered = sorted(names, key=likeness, reverse=True) if wanted else names
    return tuple(islice(ordered, PORTS_NAMED))


def pick_line_port(types: Mapping[str, SnmpValue]) -> int | None:
    """Find the only suitable port of a device.

    Of several any would be a guess: the only one that is up may be that of management.
    """
    found = [index for index, kind in by_index(types, IF_TYPE).items() if kind in _LINE_TYPES]
    return found[0] if len(found) == 1 else None


async def line_ports(link: SnmpReader, address: str) -> tuple[str, ...]:
    """Name the ports that may carry the line: those that are up first, that of our address behind them.

    address: address that the router is read at, which is that of the point's own network
    """
    names = by_index(await link.walk(IF_NAME), IF_NAME) or by_index(await link.walk(IF_DESCR), IF_DESCR)
    kinds = by_index(await link.walk(IF_TYPE), IF_TYPE)
    oper = by_index(await link.walk(IF_OPER_STATUS), IF_OPER_STATUS)
    inner = (await link.get([f"{_ADDRESS_PORT}.{address}"])).get(f"{_ADDRESS_PORT}.{address}")
    suitable = [index for index in names if kinds.get(index) in _LINE_TYPES]
    suitable.sort(key=lambda index: (oper.get(index) != _UP, index == inner, index))
    named = dict.fromkeys(filter(None, (name_of(names[index]) for index in suitable)))
    return tuple(islice(named, PORTS_NAMED))


def by_index(column: Mapping[str, SnmpValue], root: str) -> dict[int, SnmpValue]:
    """Sort a walked column by ifIndex (1..2147483647). Objects of other columns are left out."""
    found: dict[int, SnmpValue] = {}
    for oid, raw in column.items():
        suffix = oid.removeprefix(root + ".")
        if suffix.isascii() and suffix.isdigit() and len(suffix) <= 10 and suffix != oid:
            found[int(suffix)] = raw
    return found


@lru_cache(PORTS_REMEMBERED)
def state_rows(port: InterfacePort | None) -> tuple[TableRow, TableRow, TableRow]:
    """Make the rows of the port's name, ifOperStatus and ifAdminStatus.

    Without a port they are the bare columns.
    """
    return (
        text("line.interface", at(port, port.name_column if port else IF_NAME)),
        code("line.oper_status", at(port, IF_OPER_STATUS), _OPER),
        code("line.admin_status", at(port, IF_ADMIN_STATUS), _ADMIN),
    )


@lru_cache(PORTS_REMEMBERED)
def codec_rows(port: InterfacePort | None) -> tuple[TableRow, TableRow]:
    """Make the rows of the name and ifOperStatus of the codec's port."""
    return (
        text("", at(port, port.name_column if port else IF_NAME)),
        code("line.codec.port", at(port, IF_OPER_STATUS), _OPER),
    )


@lru_cache(PORTS_REMEMBERED)
def speed_rows(port: InterfacePort | None) -> tuple[TableRow, TableRow]:
    """Make the rows of ifHighSpeed and ifSpeed, both line.speed in Mbit/s. 0 means 'not known'."""
    return (
        number("line.speed", at(port, IF_HIGH_SPEED), unknown=DONT_KNOW | {0}),
        TableRow(
            "line.speed",
            at(port, IF_SPEED),
            unit=Unit.MBIT_PER_S,
            per_unit=1_000_000,
            most=SPEED_LIMIT / 1_000_000,
            unknown=DONT_KNOW - {SPEED_LIMIT} | {0},
            limit=SPEED_LIMIT,
        ),
    )


def speed(port: InterfacePort | None, answers: Answers) -> Reading:
    """Read ifHighSpeed, or ifSpeed on slow ports and on agents without ifXTable."""
    high, low = answers.read_all(speed_rows(port))
    is_fast = isinstance(high.value, int) and high.value >= _ROUNDED_BELOW_MBPS
    if is_fast or (high.value is not None and low.quality is not Quality.GOOD):
        return high
    return low if low.quality is not Quality.MISSING else high


def states(port: InterfacePort | None, answers: Answers) -> list[Reading]:
    """Read the port's name and states; all are missing without a port."""
    if port is None:
        return [answers.doubt(row, Quality.MISSING) for row in state_rows(port)]
    name, *status = answers.read_all(state_rows(port))
    return [replace(name, source=name.source + PICKED) if port.is_picked else name, *status]


def at(port: InterfacePort | None, column: str) -> str:
    """Name the port's object in a column; without a port the bare column."""
    return column if port is None else port.at(column)

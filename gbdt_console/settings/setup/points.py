"""Read points from rows of text, and check that all of them fit together and into the plan."""

import re
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

from gbdt_console.core.clean_text import clean, fold
from gbdt_console.core.setup.points import Point, RowFault
from gbdt_console.core.sites import DeviceKind
from gbdt_console.settings.scalars import Address, Phone, Range, Text
from gbdt_console.settings.schema import SiteNumber
from gbdt_console.settings.setup.answers import Answers, Refused, Values, checked
from gbdt_console.settings.setup.questions import HOSTS, LACKABLE, NONE, is_host_of, is_in_plan, is_none

COLUMNS: Mapping[str, frozenset[str]] = {
    "number": frozenset({"number", "no", "no.", "#", "stt", "tt", "so", "so diem", "so thu tu", "diem so"}),
    "name": frozenset(
        {"name", "site", "point", "ten", "ten diem", "ten diem cau", "diem cau", "don vi", "ten don vi"}
        | {"ten xa", "ten xa, phuong", "ten xa/phuong", "xa, phuong", "xa/phuong", "don vi hanh chinh"}
    ),
    "address": frozenset(
        {"address", "range", "address or range", "ip", "ip address", "network", "subnet", "dia chi"}
        | {"dia chi ip", "dai", "dai dia chi", "dai ip", "dia chi hoac dai", "ip lan", "lan", "dai lan"}
        | {"dia chi lan", "dia chi ip lan", "dai mang", "mang lan"}
    ),
    "phone": frozenset(
        {"phone", "telephone", "tel", "dien thoai", "so dien thoai", "sdt", "dt", "so dt", "so may"}
        | {"dien thoai lien he", "sdt lien he"}
    ),
    "circuit": frozenset({"circuit", "line", "kenh", "ma kenh", "so kenh"}),
    "conference": frozenset({"conference number", "number to call", "so goi", "so hoi nghi"}),
    "ups": frozenset({"ups", "co ups", "bo luu dien"}),
    "pdu": frozenset({"pdu", "co pdu", "o cam dieu khien"}),
    "probe": frozenset({"probe", "co probe", "cam bien", "dau do"}),
}
"""Words of a table's head that name each column, without marks and capitals."""
NEEDED = ("number", "name", "address")
_TYPED = ("number", "name", "address", "phone", "conference")
"""Parts of a typed line; the last two may be left out."""
_HEAD_ROWS = 20
"""Limits the rows above the head, such as the title of the table."""
_LONGEST_NAME = 60
"""Limits a point's name, characters: the role of its contact holds it too, and tiles show a fifth of it."""
_RANGE_END = ".0"
"""An address that ends so is a range whose length was left out; no codec of a /24 has it."""
_LEADING_ZEROS = re.compile(r"^\s*0+(?=[1-9])")
"""Zeros that a spreadsheet kept before a site's number, as in 08."""
_LOST_ZERO = re.compile("[1-9][0-9]{8,9}")
"""A number of Viet Nam whose leading zero a spreadsheet took away."""


class Row(NamedTuple):
    """One row of a table.

    place: file and line, as `diem.csv:4`
    """

    place: str
    cells: Sequence[str]


def points_of(
    file: str,
    rows: Iterable[Row],
    known: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    passed_over: list[str] | None = None,
) -> tuple[list[Point], list[RowFault]]:
    """Read the points of a table whose head is among its first rows; blank rows are passed over.

    file: name of the file, for the message where it has no head
    known: cells by the numbers of sites that are there already; where the table's are empty, these count
    passed_over: takes the rows that are no point: heads of sections, totals, signatures
    """
    points: list[Point] = []
    faults: list[RowFault] = []
    below = below_head(rows, COLUMNS, lambda found: all(name in found for name in NEEDED))
    if below is None:
        return [], [RowFault(file, "setup.points-no-head", {})]
    for place, cells in below:
        if _is_no_point(cells):
            if passed_over is not None:
                told = clean(" ".join(cell for cell in cells.values() if cell.strip()), _LONGEST_NAME)
                passed_over.append(f"{place} '{told}'")
            continue
        try:
            points.append(read_point(_with_known(cells, known), place))
        except Refused as refused:
            faults.append(RowFault(place, refused.code, refused.params))
    if not points and not faults:
        faults.append(RowFault(file, "setup.points-none", {}))
    return points, faults


def _is_no_point(cells: Mapping[str, str]) -> bool:
    """Tell a section's head, a total or a signature: neither an address nor a site's number."""
    return not cells["address"].strip() and not cells["number"].strip().removesuffix(".").isdecimal()


def _with_known(cells: dict[str, str], known: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return the cells of a row; of a site that is known only those that say something, and its own."""
    own = known.get(_LEADING_ZEROS.sub("", cells["number"]).strip())
    return cells if own is None else {**own, **{name: cell for name, cell in cells.items() if cell.strip()}}


def below_head(
    rows: Iterable[Row], columns: Mapping[str, frozenset[str]], is_head: Callable[[Mapping[str, int]], bool]
) -> Iterator[tuple[str, dict[str, str]]] | None:
    """Return place and cells, by their names, of the rows below the head; blank rows are passed over.

    None where none of the first rows is the head.

    columns: words of each column, without marks and capitals
    is_head: tells whether the named columns that a row has make it the head
    """
    rows = iter(rows)
    for row in islice(rows, _HEAD_ROWS + 1):
        found: dict[str, int] = {}
        for at, cell in enumerate(row.cells):
            word = " ".join(fold(cell).split())
            for name, words in columns.items():
                if word in words:
                    found.setdefault(name, at)
        if is_head(found):
            return (_named(row, found) for row in rows if any(cell.strip() for cell in row.cells))
    return None


def _named(row: Row, columns: Mapping[str, int]) -> tuple[str, dict[str, str]]:
    cells = row.cells
    return row.place, {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}


def read_point(cells: Mapping[str, str], place: str = "") -> Point:
    """Read one point from texts by the names of COLUMNS. Raises Refused."""
    refuse_formulas(cells)
    return Point(
        number=int(checked(SiteNumber, _LEADING_ZEROS.sub("", cells.get("number", "")), "number")),
        name=checked(Text, cells.get("name", ""), "name", _LONGEST_NAME),
        address_range=_range(cells.get("address", "").strip()),
        place=place,
        phone=read_phone(cells.get("phone", "")),
        circuit=_optional(cells.get("circuit", ""), "circuit"),
        conference_number=_optional(cells.get("conference", ""), "conference_number"),
        without=tuple(kind for kind in LACKABLE if kind in cells and not _has(cells[kind], kind)),
    )


def refuse_formulas(cells: Mapping[str, str]) -> None:
    """Raise Refused where a cell is a formula that has no value."""
    for name, cell in cells.items():
        if cell.lstrip().startswith(("=", "@")):
            raise Refused("setup.formula", field=name, value=clean(cell.strip(), 40))


def read_phone(cell: str) -> str:
    """Return a phone number, with the leading zero that a spreadsheet took away; empty for none."""
    phone = cell.strip()
    phone = f"0{phone}" if _LOST_ZERO.fullmatch(phone) else phone
    return checked(Phone, phone, "phone") if phone else ""


def _has(cell: str, kind: str) -> bool:
    """Tell whether a cell says that the point has a device; an empty one says nothing. Raises Refused."""
    if is_none(cell) or cell.strip() == "0":
        return False
    if fold(cell).strip() not in ("co", "x", "yes", "y", "1"):
        raise Refused("setup.want-yes-or-no", field=kind, value=clean(cell.strip(), 40))
    return True


def typed_point(line: str) -> Point:
    """Read a point of a typed line, its parts between semicolons. Raises Refused."""
    cells = [cell.strip() for cell in line.split(";")]
    if not len(NEEDED) <= len(cells) <= len(_TYPED):
        raise Refused("setup.point-form")
    return read_point(dict(zip(_TYPED, cells, strict=False)))


def _optional(cell: str, field: str) -> str:
    return checked(Text, cell, field) if cell.strip() else ""


def _range(text: str) -> str:
    """Return a range; one address is the range of that address. Raises Refused."""
    if "/" in text:
        return checked(Range, text, "address")
    address = checked(Address, text, "address")
    if address.endswith(_RANGE_END):
        raise Refused("setup.slash-missing", value=address)
    return f"{address}/32"


def misfits(points: Sequence[Point], values: Values) -> Iterator[RowFault]:
    """Find points that repeat another or lie outside the plan.

    values: answers; the plan is checked where they hold it
    """
    for field in ("number", "name", "circuit", "conference_number"):
        yield from _repeated(points, field)
    taken = _TakenRanges()
    if "centre_range" in values:
        taken.add(values["centre"], IPv4Network(values["centre_range"]))
    for point in points:
        network = IPv4Network(point.address_range)
        if "ranges" in values and not is_in_plan(network, values):
            params = {"value": str(network), "known": values["ranges"].replace(" ", ", ")}
            yield RowFault(point.place, "setup.range-outside-plan", params)
        other = taken.overlapping(network)
        if other is not None:
            params = {"value": str(network), "other": other[0], "range": str(other[1])}
            yield RowFault(point.place, "setup.point-overlaps", params)
        taken.add(point.name, network)
        yield from _hosts_outside(point, network, values)


def router_address(point: Point, values: Values) -> str:
    """Return the address of a point's router; empty where it has none that SNMP reads."""
    network = IPv4Network(point.address_range)
    if network.prefixlen < 32:
        return str(network[int(values["host_router"])])
    return str(network[0]) if point.kind is DeviceKind.ROUTER and point.driver else ""


def all_misfits(answers: Answers) -> Iterator[RowFault]:
    """Find the misfits of all points, and a chair's number that no point has, once all are given."""
    yield from misfits(answers.points, answers.values)
    chair = answers.values.get("chair", NONE)
    if chair != NONE and all(str(point.number) != chair for point in answers.points):
        yield RowFault("", "setup.no-chair-point", {"number": chair})


class _TakenRanges:
    """Holds ranges by their owners, and finds one that overlaps without comparing all.

    Two ranges overlap only where one holds the other.
    """

    def __init__(self) -> None:
        self._owners: dict[tuple[int, int], tuple[str, IPv4Network]] = {}
        self._sorted: list[tuple[int, int]] = []

    def add(self, owner: str, network: IPv4Network) -> None:
        """Take a range; of two equal ones the first owner counts."""
        key = int(network.network_address), network.prefixlen
        if key not in self._owners:
            self._owners[key] = owner, network
            insort(self._sorted, key)

    def overlapping(self, network: IPv4Network) -> tuple[str, IPv4Network] | None:
        """Return owner and range of one that overlaps; None where none does."""
        start, end = int(network.network_address), int(network.broadcast_address)
        for length in range(network.prefixlen + 1):
            holder = self._owners.get((start >> (32 - length) << (32 - length), length))
            if holder is not None:
                return holder
        at = bisect_left(self._sorted, (start, 0))
        is_held = at < len(self._sorted) and self._sorted[at][0] <= end
        return self._owners[self._sorted[at]] if is_held else None


def _repeated(points: Sequence[Point], field: str) -> Iterator[RowFault]:
    first: dict[str, Point] = {}
    for point in points:
        value = str(getattr(point, field))
        key = " ".join(value.casefold().split())
        if value and (before := first.setdefault(key, point)) is not point:
            params = {"field": field, "value": value, "other": before.place or before.name}
            yield RowFault(point.place, "setup.point-repeats", params)


def _hosts_outside(point: Point, network: IPv4Network, values: Values) -> Iterator[RowFault]:
    for code in HOSTS:
        is_lacking = code.removeprefix("host_") in point.without
        if network.prefixlen < 32 and values.get(code, NONE) != NONE and not is_lacking:
            address = int(network.network_address) + int(values[code])
            if address > 2**32 - 1 or not is_host_of(IPv4Address(address), network):
                params = {"range": str(network), "host": values[code]}
                yield RowFault(point.place, "setup.point-too-small", params)
                return

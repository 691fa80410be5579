"""Writes the table of the sites that `setup` reads, and finds what such a table would change."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.setup.asking import say_fault
from gbdt_console.cli.setup.points_table import read_table, say_passed_over
from gbdt_console.core.configuration.editing import EditRefused
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.resource_ids import RESERVED
from gbdt_console.core.setup.points import Point
from gbdt_console.core.sites import Network, Site
from gbdt_console.core.whole_file import replace_file
from gbdt_console.settings.edit.sites_file import SitesFile
from gbdt_console.settings.edit.yaml_text import written
from gbdt_console.settings.setup.questions import LACKABLE
from gbdt_console.settings.setup.write_yaml import point_id
from gbdt_console.text.words import Words

_COLUMNS = ("number", "name", "address", "phone", "circuit", "conference", *LACKABLE)
_OF_DEVICES = -len(LACKABLE)
"""Where the columns of what a site has begin."""
_ALONE = "/32"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a site that a table has otherwise."""

    site: Site
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TableDiff:
    """What a table would change.

    by_hand: sites and kinds of device of which the table says otherwise than the file: `without` says that
    left: sites that the table does not have; they stay
    """

    changes: tuple[FieldChange, ...]
    added: tuple[Point, ...]
    by_hand: tuple[tuple[Site, str], ...]
    left: tuple[Site, ...]


def write_table(path: Path, network: Network, file: SitesFile, words: Words) -> None:
    """Write the sites as CSV with a head in the language of `words`. Raises OSError.

    Its texts are those of the file, so that the same table read again changes nothing.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([words(f"sites.column.{name}") for name in _COLUMNS])
    for site in network.sites:
        kinds = {device.kind for device in site.devices}
        has = [words("sites.has" if kind in kinds else "sites.has-not") for kind in LACKABLE]
        values = file.values(site.id)
        writer.writerow([site.number, *(values[name] for name in _COLUMNS[1:_OF_DEVICES]), *has])
    replace_file(path, text.getvalue().encode("utf-8-sig"))


def read_points(path: Path, network: Network, file: SitesFile, words: Words) -> tuple[Point, ...]:
    """Read the table; end the verb with every row that cannot be used."""
    values = {str(site.number): file.values(site.id) for site in network.sites}
    known = {number: {"name": own["name"], "address": own["address"]} for number, own in values.items()}
    table = read_table(path, known)
    say_passed_over(table, words)
    for fault in table.faults:
        say_fault(fault, words)
    if table.faults:
        fail(Exit.CONFIG, words, "sites.table-wrong", count=len(table.faults))
    return table.points


def table_diff(network: Network, file: SitesFile, points: Iterable[Point]) -> TableDiff:
    """Compare; an empty cell says nothing, and a site that the table leaves out stays."""
    known = {site.number: site for site in network.sites}
    changes: list[FieldChange] = []
    added: list[Point] = []
    by_hand: list[tuple[Site, str]] = []
    seen: set[int] = set()
    for point in points:
        seen.add(point.number)
        site = known.get(point.number)
        if site is None:
            added.append(point)
            continue
        before: Mapping[str, str] = file.values(site.id)
        changes += [
            FieldChange(site, field, before[field], value)
            for field, value in _values(point)
            if value != before[field]
        ]
        kinds = {device.kind for device in site.devices}
        by_hand += [(site, kind) for kind in point.without if kind in kinds]
    left = tuple(site for number, site in known.items() if number not in seen)
    return TableDiff(tuple(changes), tuple(added), tuple(by_hand), left)


def _values(point: Point) -> Iterator[tuple[str, str]]:
    yield "name", point.name
    yield "address", point.address_range
    told = (("phone", point.phone), ("circuit", point.circuit), ("conference", point.conference_number))
    yield from (one for one in told if one[1])


def add_points(file: SitesFile, network: Network, points: Iterable[Point], words: Words) -> None:
    """Add the points as sites behind the last one. Raises EditRefused."""
    taken = {*RESERVED, *(site.id for site in network.sites)}
    carrier = Counter(site.line.carrier_id for site in network.sites).most_common(1)[0][0]
    for point in points:
        if point.address_range.endswith(_ALONE):
            raise EditRefused("sites.range-wanted", number=str(point.number), name=point.name)
        taken.add(id_ := point_id(point, taken))
        file.add_site(list(_site_lines(point, id_, carrier, words)))


def _site_lines(point: Point, id_: str, carrier: str, words: Words) -> Iterator[str]:
    circuit = point.circuit or words("setup.no-circuit", number=point.number)
    yield f"- number: {point.number}"
    yield f"  id: {id_}"
    yield f"  name: {written(point.name)}"
    yield f"  range: {point.address_range}"
    yield f"  line: {written({'carrier': carrier, 'circuit': circuit})}"
    if point.without:
        yield f"  without: {written(point.without)}"
    if point.phone:
        role = words("setup.contact-role", name=point.name)
        yield f"  contacts: {written([{'role': role, 'phone': point.phone}])}"
    if point.conference_number:
        yield f"  conference_number: {written(point.conference_number)}"

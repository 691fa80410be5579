"""Finds the outlets, phases and banks of a PDU and reads their states and loads."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from gbdt_console.core.monitoring.readings import DeviceReport, Reading
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import Device
from gbdt_console.devices.snmp.batch_get import BatchGet
from gbdt_console.devices.snmp.client import SnmpMalformed, SnmpReader, SnmpValue
from gbdt_console.devices.snmp.decoding import Answers, TableRow
from gbdt_console.devices.snmp.interfaces import by_index
from gbdt_console.devices.snmp.rows import code, number

MOST_OUTLETS = 48
"""Limits the outlets of one PDU, and so its poll to three GETs."""

SEARCH_AGAIN_S = 60.0
"""Limits how often a PDU without a known table is walked again."""


MOST_LOADS = 12
"""Limits the phases, and the banks, of one PDU: the largest have three of each, or twelve breakers."""

_MOST_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class LoadTable:
    """One table of phases or of banks; a table of both is given twice.

    part: `phase` or `bank`
    numbers: OID of the column of their numbers, in which 0 stands for a row of the other part; empty where
        only the first row is read
    currents: OID of the column of currents
    states: OID of the column of load states; empty where the MIB has none
    per_ampere: steps of a current in one ampere
    decimals: object that tells per_ampere as a power of ten; empty where the MIB does
    """

    part: str
    numbers: str
    currents: str
    states: str = ""
    codes: Mapping[int, str] = field(default_factory=dict)
    per_ampere: int = 10
    decimals: str = ""

    def rows(self, found: Mapping[int, SnmpValue]) -> list[TableRow]:
        """Make the rows of the parts found.

        found: the walked numbers by the table's index
        """
        return [
            replace(row, metric=f"pdu.{self.part}.{part}.{row.metric.removeprefix('pdu.')}")
            for index, part in found.items()
            if isinstance(part, int) and 1 <= part <= MOST_LOADS
            for row in self.first(index)
        ]

    def first(self, index: int = 1) -> tuple[TableRow, ...]:
        """Make the rows of current and load state at an index, as the PDU's own."""
        current = number("pdu.load", f"{self.currents}.{index}", per_unit=self.per_ampere)
        if not self.states:
            return (current,)
        return (current, code("pdu.load_state", f"{self.states}.{index}", self.codes))


@dataclass(frozen=True, slots=True)
class OutletBranch:
    """One generation's tables.

    states: OID of the column of outlet states
    loads: its phases and banks; the first row of the first table is also the PDU's own load
    commands: OID of the column that takes commands; empty where no command is known
    off: what switches an outlet off at once
    """

    states: str
    codes: Mapping[int, str]
    loads: tuple[LoadTable, ...] = ()
    commands: str = ""
    off: int = 0

    def outlet(self, place: int) -> TableRow:
        return code(f"pdu.outlet.{place}.state", f"{self.states}.{place}", self.codes)


@dataclass(frozen=True, slots=True)
class PduParts:
    """The parts that one PDU has.

    loads: rows of its own load, then of its phases and banks
    """

    outlets: tuple[int, ...] = ()
    loads: tuple[TableRow, ...] = ()


class Outlets:
    """Reads one PDU with a single GET. Its table is searched at the first poll and after a restart.

    An outlet with a role in sites.yaml ends its Reading's source in that role. An outlet that only sites.yaml
    knows is read too, and is missing.
    """

    def __init__(self, device: Device, branches: Sequence[OutletBranch]) -> None:
        """Take the family's tables, in the order in which they are searched."""
        self._batch = BatchGet(device)
        self._branches = branches
        self._roles = {outlet.number: outlet.role for outlet in device.outlets}
        self._found: tuple[OutletBranch, PduParts] | None = None
        self._search_at_s = float("-inf")

    async def read(self, link: SnmpReader, now_s: float) -> DeviceReport:
        """Poll the PDU once. Raises SnmpError."""
        if self._found is None and now_s >= self._search_at_s:
            self._found = await self._search(link)
            self._search_at_s = now_s + SEARCH_AGAIN_S
        branch, parts = self._found or (self._branches[0], PduParts())
        rows = [branch.outlet(place) for place in sorted({*parts.outlets, *self._roles})]
        answers = await self._batch.ask(link, [row.oid for row in (*rows, *parts.loads)], now_s)
        uptime = self._batch.uptime(answers)
        if uptime.is_restarted:
            self._found, self._search_at_s = None, float("-inf")
        outlets = [self._outlet(row, answers) for row in rows]
        readings = (*uptime.readings, *outlets, *answers.read_all(parts.loads))
        return DeviceReport(readings, uptime.is_restarted)

    async def _search(self, link: SnmpReader) -> tuple[OutletBranch, PduParts] | None:
        """Find the first generation that has outlets, else the first that has a load."""
        metered: tuple[OutletBranch, PduParts] | None = None
        for branch in self._branches:
            states = await _column(link, branch.states, MOST_OUTLETS)
            outlets = tuple(number for number in states if 1 <= number <= MOST_OUTLETS)
            if outlets or (branch.loads and metered is None):
                parts = PduParts(outlets, await _loads(link, branch))
                if outlets:
                    return branch, parts
                metered = (branch, parts) if parts.loads else None
        return metered

    def _outlet(self, row: TableRow, answers: Answers) -> Reading:
        found = answers.read(row)
        role = self._roles.get(int(row.oid.rpartition(".")[2]))
        return replace(found, source=f"{found.source} {role}") if role else found


async def _loads(link: SnmpReader, branch: OutletBranch) -> tuple[TableRow, ...]:
    """Find the rows of a generation's phases and banks; of a single phase only the PDU's own load."""
    if not branch.loads:
        return ()
    first = branch.loads[0]
    if 1 not in await _column(link, first.currents, MOST_LOADS):
        return ()
    if first.decimals:
        digits = (await link.get([first.decimals])).get(first.decimals)
        if not isinstance(digits, int) or not 0 <= digits <= _MOST_DECIMALS:
            return ()
        first = replace(first, per_ampere=10**digits)
    tables = [table for table in branch.loads if table.numbers]
    parts = [(table, await _column(link, table.numbers, 2 * MOST_LOADS)) for table in tables]
    rows = [(table.rows(found), len(table.first())) for table, found in parts]
    numbered = [part for part, of_one in rows if len(part) > of_one]
    return (*first.first(), *(row for part in numbered for row in part))


async def _column(link: SnmpReader, oid: str, limit: int) -> dict[int, SnmpValue]:
    """Walk a column by its index; one that cannot be walked counts as absent."""
    try:
        return by_index(await link.walk(oid, limit), oid)
    except SnmpMalformed:
        return {}

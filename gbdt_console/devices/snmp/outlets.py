"""Finds the outlets of a PDU and reads their states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gbdt_console.core.monitoring.readings import DeviceReport, Reading
from gbdt_console.core.sites import Device
from gbdt_console.devices.snmp.batch_get import BatchGet
from gbdt_console.devices.snmp.client import SnmpMalformed, SnmpReader, SnmpValue
from gbdt_console.devices.snmp.decoding import TableRow, ValueKind, decode
from gbdt_console.devices.snmp.interfaces import by_index

MOST_OUTLETS = 48
"""Limits the outlets of one PDU, and so its poll to three GETs."""

SEARCH_AGAIN_S = 60.0
"""Limits how often a PDU without a known table is walked again."""


@dataclass(frozen=True, slots=True)
class OutletBranch:
    """One table of outlets.

    states: OID of the column of states
    codes: words of the states' numbers
    others: further objects that are read with the table
    """

    states: str
    codes: Mapping[int, str]
    others: tuple[TableRow, ...] = ()

    def outlet(self, number: int) -> TableRow:
        """Make the row of one outlet."""
        return TableRow(
            f"pdu.outlet.{number}.state", f"{self.states}.{number}", ValueKind.CODE, codes=self.codes
        )


class Outlets:
    """Reads one PDU with a single GET.

    Its table is searched at the first poll and after a restart.

    An outlet with a role in sites.yaml ends its Reading's source in that role. An outlet that only sites.yaml
    knows is read too, and is missing.
    """

    def __init__(self, device: Device, branches: Sequence[OutletBranch]) -> None:
        """Take the family's tables, in the order in which they are searched."""
        self._batch = BatchGet(device)
        self._branches = branches
        self._roles = {outlet.number: outlet.role for outlet in device.outlets}
        self._found: tuple[OutletBranch, tuple[int, ...]] | None = None
        self._search_at_s = float("-inf")

    async def read(self, link: SnmpReader, now_s: float) -> DeviceReport:
        """Poll the PDU once. Raises SnmpError."""
        if self._found is None and now_s >= self._search_at_s:
            self._found = await self._search(link)
            self._search_at_s = now_s + SEARCH_AGAIN_S
        branch, numbers = self._found or (self._branches[0], ())
        rows = [branch.outlet(number) for number in sorted({*numbers, *self._roles})]
        answers = await self._batch.ask(link, [row.oid for row in (*rows, *branch.others)])
        uptime = self._batch.uptime(answers, now_s)
        if uptime.is_restarted:
            self._found, self._search_at_s = None, float("-inf")
        others = [decode(row, answers.get(row.oid), now_s) for row in branch.others]
        outlets = [self._outlet(row, answers, now_s) for row in rows]
        return DeviceReport((*uptime.readings, *outlets, *others), uptime.is_restarted)

    async def _search(self, link: SnmpReader) -> tuple[OutletBranch, tuple[int, ...]] | None:
        """Find the first table that has outlets.

        A table that cannot be walked counts as absent.
        """
        for branch in self._branches:
            try:
                column = await link.walk(branch.states, MOST_OUTLETS)
            except SnmpMalformed:
                continue
            numbers = [n for n in by_index(column, branch.states) if 1 <= n <= MOST_OUTLETS]
            if numbers:
                return branch, tuple(numbers)
        return None

    def _outlet(self, row: TableRow, answers: Mapping[str, SnmpValue], now_s: float) -> Reading:
        found = decode(row, answers.get(row.oid), now_s)
        role = self._roles.get(int(row.oid.rpartition(".")[2]))
        return replace(found, source=f"{found.source} {role}") if role else found

"""The outlets of a PDU: which table of its family it fills, which outlets there are, what each one says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gbdt_console.core.monitoring.readings import DeviceReport, Reading
from gbdt_console.core.sites import Device
from gbdt_console.devices.snmp.batch_get import BatchGet
from gbdt_console.devices.snmp.client import SnmpMalformed, SnmpReader, SnmpValue
from gbdt_console.devices.snmp.decoding import TableRow, ValueKind, decode
from gbdt_console.devices.snmp.interfaces import by_index

MOST_OUTLETS = 48
SEARCH_AGAIN_S = 60.0
"""A PDU in which no table was found is searched again this often."""


@dataclass(frozen=True, slots=True)
class OutletBranch:
    """One table of outlets: the column of their states, what its numbers mean, what else is read there."""

    states: str
    codes: Mapping[int, str]
    others: tuple[TableRow, ...] = ()

    def outlet(self, number: int) -> TableRow:
        return TableRow(
            f"pdu.outlet.{number}.state", f"{self.states}.{number}", ValueKind.CODE, codes=self.codes
        )


class Outlets:
    """Reads one PDU with a single GET. The branch is searched at first and after a restart, never assumed.

    An outlet that the settings give a role ends its Reading's source in that role. Outlets that are only in
    the settings are read too: they are missing.
    """

    def __init__(self, device: Device, branches: Sequence[OutletBranch]) -> None:
        self._asker = BatchGet(device)
        self._branches = branches
        self._roles = {outlet.number: outlet.role for outlet in device.outlets}
        self._found: tuple[OutletBranch, tuple[int, ...]] | None = None
        self._search_at_s = float("-inf")

    async def read(self, link: SnmpReader, now_s: float) -> DeviceReport:
        """Look once. Raises SnmpError."""
        if self._found is None and now_s >= self._search_at_s:
            self._found = await self._search(link)
            self._search_at_s = now_s + SEARCH_AGAIN_S
        branch, numbers = self._found or (self._branches[0], ())
        rows = [branch.outlet(number) for number in sorted({*numbers, *self._roles})]
        answers = await self._asker.ask(link, [row.oid for row in (*rows, *branch.others)])
        life = self._asker.judge(answers, now_s)
        if life.is_restarted:
            self._found, self._search_at_s = None, float("-inf")
        others = [decode(row, answers.get(row.oid), now_s) for row in branch.others]
        outlets = [self._outlet(row, answers, now_s) for row in rows]
        return DeviceReport((*life.readings, *outlets, *others), life.is_restarted)

    async def _search(self, link: SnmpReader) -> tuple[OutletBranch, tuple[int, ...]] | None:
        """The first branch that has outlets. One that cannot be walked is not there."""
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

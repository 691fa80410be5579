"""Reads a device of which only the answers tell by which of a maker's MIBs it is read."""

from collections.abc import Sequence

from gbdt_console.core.monitoring.readings import DeviceReport
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import Device
from gbdt_console.devices.snmp.batch_get import BatchGet, kept_readings
from gbdt_console.devices.snmp.client import SnmpReader
from gbdt_console.devices.snmp.decoding import ReadingsOf, TableRow


@dataclass(frozen=True, slots=True)
class MibBranch:
    """One of the MIBs of a family's cards.

    mark: the object that only cards of this MIB fill
    """

    mark: str
    oids: tuple[str, ...]
    readings: ReadingsOf


class BranchReader:
    """Reads one device with a single GET of its MIB's objects. The first poll finds the MIB."""

    def __init__(self, device: Device, branches: Sequence[MibBranch]) -> None:
        """Take the family's MIBs, in the order in which they are searched."""
        self._batch = BatchGet(device)
        self._branches = branches
        self._found: MibBranch | None = None
        self._readings = {branch.mark: kept_readings(branch.oids, branch.readings) for branch in branches}

    async def read(self, link: SnmpReader, now_s: float) -> DeviceReport:
        """Poll the device once. Raises SnmpError."""
        branch = self._found or await self._find(link)
        answers = await self._batch.ask(link, branch.oids, now_s)
        uptime = self._batch.uptime(answers)
        is_certain = branch.mark in answers.values and not uptime.is_restarted
        self._found = branch if is_certain else None
        return DeviceReport((*uptime.readings, *self._readings[branch.mark].of(answers)), uptime.is_restarted)

    async def _find(self, link: SnmpReader) -> MibBranch:
        """Ask for each mark in turn. A v1 agent refuses a request with an object that it lacks."""
        for branch in self._branches:
            if await link.get([branch.mark]):
                return branch
        return self._branches[0]


def oids_of(*groups: Sequence[TableRow]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.oid for rows in groups for row in rows))

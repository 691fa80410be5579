"""Switches single outlets of a PDU off by SNMP SET, and reads them back."""

from collections.abc import Awaitable, Sequence
from typing import TypeVar

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.sites import Device
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.snmp.client import (
    SnmpCredentials,
    SnmpError,
    SnmpMalformed,
    SnmpNotWritable,
    SnmpWriter,
)
from gbdt_console.devices.snmp.outlets import OutletBranch

SWITCHED_ROLES = frozenset({"codec", "display"})
"""Roles of outlets that may be switched: never a router's, a UPS's or a probe's."""
T = TypeVar("T")


class OutletSwitch:
    """Switches one PDU as SwitchesOutlets; an outlet without a switched role is refused here too."""

    def __init__(self, device: Device, branches: Sequence[OutletBranch], link: SnmpWriter) -> None:
        """`branches` are the family's tables, newest first."""
        self._link = link
        self._branches = branches
        self._allowed = {outlet.number for outlet in device.outlets if outlet.role in SWITCHED_ROLES}
        self._found: OutletBranch | None = None

    async def is_off(self, outlet: int) -> bool | None:
        branch = await self._branch(outlet)
        state = None if branch is None else await self._state(branch, outlet)
        return None if state is None else state == "off"

    async def switch_off(self, outlet: int) -> None:
        """Write the command of the newest table that knows the outlet."""
        if outlet not in self._allowed:
            raise ControlError(ControlFault.REFUSED, code="shutdown.outlet-role")
        branch = await self._branch(outlet)
        if branch is None or not branch.commands:
            raise ControlError(ControlFault.REFUSED, code="shutdown.outlet-unknown")
        await _answered(self._link.set(f"{branch.commands}.{outlet}", branch.off))

    async def close(self) -> None:
        await self._link.close()

    async def _branch(self, outlet: int) -> OutletBranch | None:
        """Return the newest table in which the outlet has a state."""
        if self._found is not None:
            return self._found
        for branch in self._branches:
            if await self._state(branch, outlet) is not None:
                self._found = branch
                return branch
        return None

    async def _state(self, branch: OutletBranch, outlet: int) -> str | None:
        oid = f"{branch.states}.{outlet}"
        value = (await _answered(self._link.get([oid]))).get(oid)
        return branch.codes.get(value) if isinstance(value, int) else None


async def _answered(question: Awaitable[T]) -> T:
    try:
        return await question
    except SnmpNotWritable as error:
        raise ControlError(ControlFault.DENIED, str(error), "shutdown.outlet-read-only") from error
    except SnmpCredentials as error:
        raise ControlError(ControlFault.CREDENTIALS) from error
    except SnmpMalformed as error:
        raise ControlError(ControlFault.MALFORMED, str(error)) from error
    except SnmpError as error:
        raise ControlError(ControlFault.SILENT) from error

"""Reading over SNMP as drivers see it: one small interface, its values and its errors.

Two transports stand behind it (gufo_snmp and pysnmp), held to one contract test.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Protocol, TypeAlias

from gbdt_console.core.monitoring.readings import DeviceFault

SnmpValue: TypeAlias = int | float | bytes | str
"""INTEGER, Counter, Gauge, TimeTicks: int. Opaque float: float. OCTET STRING: bytes. OID, IpAddress: str."""


class SnmpError(Exception):
    """A look at a device that gave nothing. `fault` says the same as a code."""

    fault: ClassVar[DeviceFault] = DeviceFault.UNREADABLE


class SnmpSilent(SnmpError):
    """No answer in time. A wrong v2c community looks the same."""

    fault = DeviceFault.SILENT


class SnmpRefused(SnmpError):
    """The host answers that nobody listens on the port."""

    fault = DeviceFault.REFUSED


class SnmpCredentials(SnmpError):
    """SNMPv3: the agent answers, but not to this user or key."""

    fault = DeviceFault.CREDENTIALS


class SnmpMalformed(SnmpError):
    """An answer came that is not valid SNMP, or says error-status genErr, tooBig or worse."""

    fault = DeviceFault.MALFORMED


class SnmpReader(Protocol):
    """Reads one agent. One request at a time: a second call waits for the first to end."""

    async def get(self, oids: Sequence[str]) -> Mapping[str, SnmpValue]:
        """The values of those objects. What the agent does not have, or answers as NULL, is left out; what
        was not asked is dropped. Raises SnmpError."""
        ...

    async def walk(self, root: str, limit: int = 1_000) -> Mapping[str, SnmpValue]:
        """All objects below `root`, in the agent's order, at most `limit`. Ends at a non-increasing answer
        with SnmpMalformed. Raises SnmpError."""
        ...

    def counters(self) -> Mapping[str, int]:
        """Figures by code: requests, answers, timeouts, dropped (forged, late, malformed)."""
        ...

    async def close(self) -> None:
        """Free the socket."""
        ...

"""Defines SNMP reading for drivers: an interface, its values and errors.

Two transports implement it (gufo_snmp and pysnmp); one contract test holds both to it.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Protocol, TypeAlias

from gbdt_console.core.monitoring.readings import DeviceFault

SnmpValue: TypeAlias = int | float | bytes | str
"""One object's value.

int: INTEGER, Counter, Gauge, TimeTicks
float: Opaque float
bytes: OCTET STRING
str: OID and IpAddress, dotted
"""


class SnmpError(Exception):
    """A poll that gave nothing."""

    fault: ClassVar[DeviceFault] = DeviceFault.UNREADABLE


class SnmpSilent(SnmpError):
    """The agent sent no answer in time. A wrong v2c community has the same effect."""

    fault = DeviceFault.SILENT


class SnmpRefused(SnmpError):
    """The host reported that no agent listens on the port."""

    fault = DeviceFault.REFUSED


class SnmpCredentials(SnmpError):
    """The SNMPv3 agent answers, but refuses this user or key."""

    fault = DeviceFault.CREDENTIALS


class SnmpMalformed(SnmpError):
    """The answer is no valid SNMP, or has a severe error-status.

    These are tooBig, genErr and every later one.
    """

    fault = DeviceFault.MALFORMED


class SnmpNotWritable(SnmpError):
    """The agent answered a SET with an error-status: the object or the community is read-only, or absent."""

    fault = DeviceFault.REFUSED


class SnmpReader(Protocol):
    """Reads one agent, one request at a time. A second call waits for the first to end."""

    async def get(self, oids: Sequence[str]) -> Mapping[str, SnmpValue]:
        """Return the values of these objects. Absent and NULL objects are left out.

        Objects that the agent sends unasked are dropped. Raises SnmpError.
        """
        ...

    async def walk(self, root: str, limit: int = 1_000) -> Mapping[str, SnmpValue]:
        """Return up to `limit` objects below `root`, in the agent's order.

        Raises SnmpMalformed when the OIDs do not increase, and any other SnmpError.
        """
        ...

    def counters(self) -> Mapping[str, int]:
        """Return counts by code: requests, answers, timeouts, dropped (forged, late, malformed)."""
        ...

    async def close(self) -> None: ...


class SnmpWriter(SnmpReader, Protocol):
    async def set(self, oid: str, value: int) -> None:
        """Write an INTEGER; an accepted SET says nothing about the effect.

        Raises SnmpNotWritable where the agent refuses, and any other SnmpError.
        """
        ...

"""Asks an agent for many objects in as few requests as it can bear, and sees whether it lived on since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gbdt_console.core.monitoring.readings import Reading
from gbdt_console.core.sites import Device, SnmpVersion
from gbdt_console.devices.snmp.client import SnmpMalformed, SnmpReader, SnmpValue
from gbdt_console.devices.snmp.uptime import SYSTEM, UptimeReading, mark_of, passage, system_readings

MOST_AT_ONCE = 24
"""Objects in one GET: the answer stays inside one unfragmented datagram with room for a long sysDescr."""

FEWEST_AT_ONCE = 6


_SYSTEM_OIDS = tuple(row.oid for row in SYSTEM)


@dataclass(frozen=True, slots=True)
class DeviceUptime:
    """The device itself at one look: its clock, whether it restarted since the look before, its name."""

    mark: UptimeReading
    is_restarted: bool
    readings: tuple[Reading, ...]


class BatchGet:
    """One per device; it remembers what the agent could not do.

    An agent that cannot fit an answer says tooBig (SnmpMalformed here): then half as many objects are asked
    at once. A v1 agent refuses the whole request for one object it does not have, so the absent ones are not
    asked again until `forget`.
    """

    def __init__(self, device: Device) -> None:
        self._is_v1 = device.snmp is not None and device.snmp.version is SnmpVersion.V1
        self._at_once = MOST_AT_ONCE
        self._absent: frozenset[str] = frozenset()
        self._mark: UptimeReading | None = None

    async def ask(self, link: SnmpReader, oids: Sequence[str]) -> dict[str, SnmpValue]:
        """What the agent has of the system's objects and of `oids`, and nothing else. Raises SnmpError."""
        wanted = [oid for oid in (*_SYSTEM_OIDS, *oids) if oid not in self._absent]
        answers: dict[str, SnmpValue] = {}
        start = 0
        while start < len(wanted):
            part = wanted[start : start + self._at_once]
            try:
                given = await link.get(part)
            except SnmpMalformed:
                if len(part) <= FEWEST_AT_ONCE:
                    raise
                self._at_once = max(FEWEST_AT_ONCE, len(part) // 2)
                continue
            answers.update(given)
            start += len(part)
        if self._is_v1 and answers:
            self._absent |= frozenset(wanted) - answers.keys()
        return answers

    def judge(self, answers: Mapping[str, SnmpValue], now_s: float) -> DeviceUptime:
        """Close a look: what its answers say of the device's life since the look before."""
        mark = mark_of(answers, now_s, self._mark)
        is_restarted = passage(self._mark, mark).is_restarted
        if is_restarted:
            self.forget()
        self._mark = mark
        return DeviceUptime(mark, is_restarted, tuple(system_readings(answers, now_s)))

    def forget(self) -> None:
        """The agent may be another one now: ask for everything again."""
        self._at_once = MOST_AT_ONCE
        self._absent = frozenset()

"""Asks an agent for many objects in as few GETs as it accepts.

It judges the device's uptime from the answers.
"""

from collections.abc import Mapping, Sequence

from gbdt_console.core.monitoring.readings import Reading
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import Device, SnmpVersion
from gbdt_console.devices.snmp.client import SnmpMalformed, SnmpReader, SnmpValue
from gbdt_console.devices.snmp.decoding import Answers, ReadingsOf
from gbdt_console.devices.snmp.kept_readings import KeptReadings
from gbdt_console.devices.snmp.uptime import (
    BOOTS,
    SYSTEM,
    UPTIME,
    UptimeReading,
    uptime_change,
    uptime_reading,
)

MOST_AT_ONCE = 24
"""Limits the objects in one GET: with a long sysDescr the answer still fits one unfragmented datagram."""

FEWEST_AT_ONCE = 6
"""Limits the halving after tooBig; an agent that refuses so few objects cannot be read."""

_SYSTEM_OIDS = tuple(row.oid for row in SYSTEM)
_STEADY = tuple(row for row in SYSTEM if row is not UPTIME)
_BOOTS = _STEADY.index(BOOTS)
_STEADY_OIDS = tuple(row.oid for row in _STEADY)


@dataclass(frozen=True, slots=True)
class DeviceUptime:
    """The device's uptime and system group at one poll.

    reading: the device's own clock and boot count
    is_restarted: whether the device restarted since the poll before
    """

    reading: UptimeReading
    is_restarted: bool
    readings: tuple[Reading, ...]


class BatchGet:
    """Asks one device and remembers what its agent could not do.

    An agent that cannot fit an answer sends tooBig (SnmpMalformed here); BatchGet then asks for half as many
    objects at once. A v1 agent refuses a whole request for one object that it lacks, so BatchGet does not ask
    for absent objects again until `forget`.
    """

    def __init__(self, device: Device) -> None:
        self._is_v1 = device.snmp is not None and device.snmp.version is SnmpVersion.V1
        self._at_once = MOST_AT_ONCE
        self._absent: frozenset[str] = frozenset()
        self._asked: Sequence[str] | None = None
        self._list: tuple[str, ...] = ()
        self._before: UptimeReading | None = None
        self._steady = KeptReadings(_STEADY_OIDS, lambda answers: answers.read_all(_STEADY))

    async def ask(self, link: SnmpReader, oids: Sequence[str], now_s: float) -> Answers:
        """Return the agent's values of the system group and of `oids`. Raises SnmpError."""
        wanted = self._wanted(oids)
        answers: Mapping[str, SnmpValue] = {}
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
            answers = given if not start else {**answers, **given}
            start += len(part)
        if self._is_v1 and answers:
            self._lacks(frozenset(wanted) - answers.keys())
        return Answers(answers, now_s)

    def _wanted(self, oids: Sequence[str]) -> tuple[str, ...]:
        """List the objects of a poll: the same tuple while the driver asks with the same."""
        if self._asked is not oids:
            self._asked = oids
            self._list = tuple([oid for oid in (*_SYSTEM_OIDS, *oids) if oid not in self._absent])
        return self._list

    def _lacks(self, absent: frozenset[str]) -> None:
        if absent:
            self._absent |= absent
            self._asked = None

    def uptime(self, answers: Answers) -> DeviceUptime:
        """Judge the device's uptime since the poll before. Called once at the end of each poll."""
        uptime, steady = answers.read(UPTIME), self._steady.of(answers)
        reading = uptime_reading(uptime, steady[_BOOTS], answers, self._before)
        is_restarted = uptime_change(self._before, reading).is_restarted
        if is_restarted:
            self.forget()
        self._before = reading
        return DeviceUptime(reading, is_restarted, (uptime, *steady))

    def forget(self) -> None:
        """Ask for everything again, in full requests: another agent may answer now."""
        self._at_once = MOST_AT_ONCE
        self._absent = frozenset()
        self._asked = None


def kept_readings(oids: Sequence[str], readings_of: ReadingsOf) -> KeptReadings:
    """Keep the Readings of a poll that asks for the system group and for `oids`, whatever of them they need.

    sysUpTime differs at each poll and counts only where it stands in `oids`.
    """
    return KeptReadings(tuple(dict.fromkeys((*_STEADY_OIDS, *oids))), readings_of)

"""Asks an agent for many objects in as few requests as it can bear."""

from collections.abc import Sequence

from gbdt_console.core.sites import Device, SnmpVersion
from gbdt_console.devices.snmp import SnmpMalformed, SnmpReader, SnmpValue

MOST_AT_ONCE = 24
"""Objects in one GET: the answer stays inside one unfragmented datagram with room for a long sysDescr."""

FEWEST_AT_ONCE = 6


class Asker:
    """One per device; it remembers what the agent could not do.

    An agent that cannot fit an answer says tooBig (SnmpMalformed here): then half as many objects are asked
    at once. A v1 agent refuses the whole request for one object it does not have, so the absent ones are not
    asked again until `forget`.
    """

    def __init__(self, device: Device) -> None:
        self._is_v1 = device.snmp is not None and device.snmp.version is SnmpVersion.V1
        self._at_once = MOST_AT_ONCE
        self._absent: frozenset[str] = frozenset()

    async def ask(self, link: SnmpReader, oids: Sequence[str]) -> dict[str, SnmpValue]:
        """What the agent has of `oids`, and nothing else. Raises SnmpError."""
        wanted = [oid for oid in oids if oid not in self._absent]
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
            answers.update((oid, given[oid]) for oid in part if oid in given)
            start += len(part)
        if self._is_v1 and answers:
            self._absent |= frozenset(wanted) - answers.keys()
        return answers

    def forget(self) -> None:
        """The agent may be another one now: ask for everything again."""
        self._at_once = MOST_AT_ONCE
        self._absent = frozenset()

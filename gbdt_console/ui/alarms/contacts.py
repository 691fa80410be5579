"""Whom to phone about a fault: the carrier, the site or the centre, by its cause and else by its type."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from gbdt_console.core.alarms.alarm import Alarm, AlarmType
from gbdt_console.core.diagnosis.verdict_table import Verdict
from gbdt_console.core.sites import Contact
from gbdt_console.core.snapshot import SiteView


class Callee(StrEnum):
    CARRIER = "carrier"
    SITE = "site"
    CENTRE = "centre"


_BY_CAUSE = {
    Verdict.LINE: Callee.CARRIER, Verdict.LINE_OR_ROUTER: Callee.CARRIER,
    Verdict.LINE_DEGRADED: Callee.CARRIER, Verdict.UPSTREAM_NODE: Callee.CARRIER,
    Verdict.UPSTREAM_CONGESTED: Callee.CARRIER, Verdict.SITE_POWER: Callee.SITE,
    Verdict.ROUTER_RESTARTED: Callee.SITE, Verdict.CODEC_OR_LAN: Callee.SITE,
    Verdict.CODEC_UNPLUGGED: Callee.SITE, Verdict.SNMP_AGENT: Callee.SITE,
    Verdict.MONITOR_BLIND: Callee.CENTRE,
}  # fmt: skip
_BY_TYPE = {
    AlarmType.SITE_LOST: Callee.CARRIER, AlarmType.UPSTREAM_LOST: Callee.CARRIER,
    AlarmType.LINE_DEGRADED: Callee.CARRIER, AlarmType.UPSTREAM_CONGESTED: Callee.CARRIER,
    AlarmType.MONITOR_BLIND: Callee.CENTRE, AlarmType.CLOCK_JUMPED: Callee.CENTRE,
    AlarmType.RECORDING_REFUSED: Callee.CENTRE, AlarmType.TRAPS_UNAVAILABLE: Callee.CENTRE,
    AlarmType.MCU_LOST: Callee.CENTRE, AlarmType.CALLER_UNEXPECTED: Callee.CENTRE,
}  # fmt: skip
_CAUSES = frozenset(verdict.value for verdict in Verdict)


@dataclass(frozen=True, slots=True)
class Numbers:
    """One party's numbers in order of calling; `name` is the party's own name where it has one."""

    callee: Callee
    name: str
    contacts: tuple[Contact, ...]


def callee_of(alarm: Alarm) -> Callee:
    """Whom to phone first. The operator's own cause counts before the machine's."""
    cause = alarm.override or alarm.cause
    if cause in _CAUSES and Verdict(cause) in _BY_CAUSE:
        return _BY_CAUSE[Verdict(cause)]
    return _BY_TYPE.get(alarm.key.type, Callee.SITE)


def numbers_of(alarm: Alarm | None, site: SiteView | None) -> Sequence[Numbers]:
    """All numbers there are about a fault, the first to phone first; a site without one has its own first."""
    if site is None:
        return ()
    carrier = Numbers(Callee.CARRIER, site.carrier, site.carrier_contacts)
    own = Numbers(Callee.SITE, f"{site.number} {site.name}", site.contacts)
    is_carriers = alarm is not None and callee_of(alarm) is Callee.CARRIER
    return (carrier, own) if is_carriers else (own, carrier)


def first_contact(alarm: Alarm | None, site: SiteView | None) -> Contact | None:
    """The one number for where there is room for one; the console's own faults have none."""
    if alarm is not None and callee_of(alarm) is Callee.CENTRE:
        return None
    return next((c for numbers in numbers_of(alarm, site) for c in numbers.contacts), None)

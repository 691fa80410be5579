"""Chooses whom to phone about a fault: carrier, site or centre, by its cause and else by its type."""

from collections.abc import Sequence
from dataclasses import dataclass

from gbdt_console.core.alarms.alarm import Alarm
from gbdt_console.core.alarms.definitions import DEFINITIONS, ContactRole
from gbdt_console.core.diagnosis.verdict_table import Verdict
from gbdt_console.core.people import Contact
from gbdt_console.core.snapshot import SiteView

_BY_CAUSE = {
    Verdict.LINE: ContactRole.CARRIER, Verdict.LINE_OR_ROUTER: ContactRole.CARRIER,
    Verdict.LINE_DEGRADED: ContactRole.CARRIER, Verdict.UPSTREAM_NODE: ContactRole.CARRIER,
    Verdict.UPSTREAM_CONGESTED: ContactRole.CARRIER, Verdict.SITE_POWER: ContactRole.SITE,
    Verdict.ROUTER_RESTARTED: ContactRole.SITE, Verdict.CODEC_OR_LAN: ContactRole.SITE,
    Verdict.CODEC_UNPLUGGED: ContactRole.SITE, Verdict.SNMP_AGENT: ContactRole.SITE,
    Verdict.MONITOR_BLIND: ContactRole.CENTRE,
}  # fmt: skip
_CAUSES = frozenset(verdict.value for verdict in Verdict)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Holds one party's phone numbers.

    callee: the party's role.
    name: the party's name; empty where it has none.
    contacts: the numbers in the order of calling.
    """

    callee: ContactRole
    name: str
    contacts: tuple[Contact, ...]


def callee_of(alarm: Alarm) -> ContactRole:
    """Return whom to phone first.

    The operator's own cause counts before the diagnosed one.
    """
    cause = alarm.override or alarm.cause
    if cause in _CAUSES and Verdict(cause) in _BY_CAUSE:
        return _BY_CAUSE[Verdict(cause)]
    definition = DEFINITIONS.get(alarm.key.type)
    return ContactRole.SITE if definition is None else definition.contact


def numbers_of(alarm: Alarm | None, site: SiteView | None) -> Sequence[Numbers]:
    """Return the parties to phone, in the order of calling.

    alarm: the fault; None where the site has none, then the site itself comes first.
    site: the site; None for the console's own faults, which have no numbers.
    """
    if site is None:
        return ()
    return parties(site, ContactRole.SITE if alarm is None else callee_of(alarm))


def parties(site: SiteView, first: ContactRole) -> Sequence[Numbers]:
    """Return carrier and site in the order of calling.

    first: the party to call first; the site for any other than the carrier
    """
    carrier = Numbers(ContactRole.CARRIER, site.carrier, site.carrier_contacts)
    own = Numbers(ContactRole.SITE, f"{site.number} {site.name}", site.contacts)
    return (carrier, own) if first is ContactRole.CARRIER else (own, carrier)


def first_contact(alarm: Alarm | None, site: SiteView | None) -> Contact | None:
    """Return the number for a place with room for one.

    Return None for the console's own faults.
    """
    if alarm is not None and callee_of(alarm) is ContactRole.CENTRE:
        return None
    return next((c for numbers in numbers_of(alarm, site) for c in numbers.contacts), None)

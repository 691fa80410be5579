"""Chooses whom to phone about a fault: carrier, site or centre, by its cause and else by its type."""

from collections.abc import Mapping, Sequence

from gbdt_console.core.alarms.alarm import Alarm
from gbdt_console.core.alarms.definitions import DEFINITIONS, ContactRole
from gbdt_console.core.callees import Callee, callees
from gbdt_console.core.diagnosis.verdict_table import Verdict
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.site_view import SiteView

_BY_CAUSE: Mapping[str, ContactRole] = {cause.value: cause.contact for cause in OutageCause} | {
    Verdict.LINE: ContactRole.CARRIER, Verdict.LINE_OR_ROUTER: ContactRole.CARRIER,
    Verdict.LINE_DEGRADED: ContactRole.CARRIER, Verdict.UPSTREAM_NODE: ContactRole.CARRIER,
    Verdict.UPSTREAM_CONGESTED: ContactRole.CARRIER, Verdict.SITE_POWER: ContactRole.SITE,
    Verdict.ROUTER_RESTARTED: ContactRole.SITE, Verdict.CODEC_OR_LAN: ContactRole.SITE,
    Verdict.CODEC_UNPLUGGED: ContactRole.SITE, Verdict.SNMP_AGENT: ContactRole.SITE,
    Verdict.MONITOR_BLIND: ContactRole.CENTRE,
}  # fmt: skip
"""By an alarm's cause: the diagnosed Verdict, or the OutageCause of its record."""


def callee_of(alarm: Alarm) -> ContactRole:
    """Return whom to phone first; the operator's own cause counts before the diagnosed one."""
    definition = DEFINITIONS.get(alarm.key.type)
    usual = ContactRole.SITE if definition is None else definition.contact
    return _BY_CAUSE.get(alarm.override or alarm.cause, usual)


def numbers_of(alarm: Alarm | None, site: SiteView | None) -> Sequence[Callee]:
    """Return the contacts to phone, those of the first party first.

    alarm: the fault; None where the site has none, then the site itself comes first.
    site: the site; None for the console's own faults, which have no numbers.
    """
    if site is None:
        return ()
    return parties(site, ContactRole.SITE if alarm is None else callee_of(alarm))


def parties(site: SiteView, first: ContactRole) -> Sequence[Callee]:
    """Return the contacts of carrier and site in the order of calling, at least one of each.

    first: the party to call first; the site for any other than the carrier
    """
    carrier = callees(ContactRole.CARRIER, site.carrier, site.carrier_contacts)
    own = own_numbers(site)
    return (*carrier, *own) if first is ContactRole.CARRIER else (*own, *carrier)


def own_numbers(site: SiteView) -> Sequence[Callee]:
    """Return the contacts at the site itself, at least one."""
    return callees(ContactRole.SITE, f"{site.number} {site.name}", site.contacts)


def first_callee(alarm: Alarm | None, site: SiteView | None) -> Callee | None:
    """Return whom to phone first, for a place with room for one; it may have no number.

    Return None for the console's own faults.
    """
    if alarm is not None and callee_of(alarm) is ContactRole.CENTRE:
        return None
    return next(iter(numbers_of(alarm, site)), None)

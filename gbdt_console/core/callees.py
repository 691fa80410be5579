"""Chooses whom to phone about a fault, and pairs a party with its number: both of one contact, or none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from gbdt_console.core.alarms.alarm import Alarm
from gbdt_console.core.alarms.definitions import DEFINITIONS, ContactRole
from gbdt_console.core.diagnosis.verdict_table import Verdict
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.people import Contact
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.core.sites import Network
from gbdt_console.core.technicians.roster import SiteTechnicians

_BY_CAUSE: Mapping[str, ContactRole] = {cause.value: cause.contact for cause in OutageCause} | {
    Verdict.LINE: ContactRole.CARRIER, Verdict.LINE_OR_ROUTER: ContactRole.CARRIER,
    Verdict.LINE_DEGRADED: ContactRole.CARRIER, Verdict.UPSTREAM_NODE: ContactRole.CARRIER,
    Verdict.UPSTREAM_CONGESTED: ContactRole.CARRIER, Verdict.SITE_POWER: ContactRole.SITE,
    Verdict.ROUTER_RESTARTED: ContactRole.SITE, Verdict.CODEC_OR_LAN: ContactRole.SITE,
    Verdict.CODEC_UNPLUGGED: ContactRole.SITE, Verdict.SNMP_AGENT: ContactRole.SITE,
    Verdict.CALL_SERVICE: ContactRole.SITE,
    Verdict.MONITOR_BLIND: ContactRole.CENTRE,
}  # fmt: skip
"""By an alarm's cause: the diagnosed Verdict, or the OutageCause of its record."""


def callee_of(alarm: Alarm) -> ContactRole:
    """Return whom to phone first; the operator's own cause counts before the diagnosed one."""
    definition = DEFINITIONS.get(alarm.key.type)
    usual = ContactRole.SITE if definition is None else definition.contact
    return _BY_CAUSE.get(alarm.override or alarm.cause, usual)


@dataclass(frozen=True, slots=True)
class Callee:
    """One contact to phone, or a party that has none.

    party: its name, as 'VNPT Lào Cai' or '3 Bát Xát'
    role: the contact's role; empty where the party has no contact
    phone: the number of that same contact; empty where the party has none
    email: the e-mail address of that same contact; may be empty
    """

    kind: ContactRole
    party: str
    role: str = ""
    phone: str = ""
    email: str = ""

    @property
    def who(self) -> str:
        return (self.role or self.party) if self.kind is ContactRole.SITE else self.party


def callees(kind: ContactRole, party: str, contacts: Iterable[Contact]) -> tuple[Callee, ...]:
    """Return whom to phone at a party, in the order of calling.

    There is at least one: it has neither role nor number where the party has no contact.
    """
    found = tuple(Callee(kind, party, one.role, one.phone, one.email) for one in contacts if one.phone)
    return found or (Callee(kind, party),)


def contacts_now(
    given: Sequence[Contact], before: SiteTechnicians | None, now: SiteTechnicians
) -> tuple[Contact, ...]:
    """Return the contacts of a site in order of calling: its technicians as they are now, then the others.

    given: the contacts of sites.yaml, its technicians among them
    now: the technicians after the journal's changes
    """
    replaced = before.contacts() if before is not None else ()
    return (*now.contacts(), *(contact for contact in given if contact not in replaced))


def called_now(network: Network, now: Iterable[SiteTechnicians]) -> Network:
    """Return the network with the contacts of centre and sites as they are called now."""
    before = {site.site_id: site for site in network.technicians}
    changed = {site.site_id: site for site in now if site != before.get(site.site_id)}
    if not changed:
        return network

    def contacts(site_id: str, given: tuple[Contact, ...]) -> tuple[Contact, ...]:
        found = changed.get(site_id)
        return given if found is None else contacts_now(given, before.get(site_id), found)

    centre = replace(network.centre, contacts=contacts(CENTRE, network.centre.contacts))
    sites = tuple(replace(site, contacts=contacts(site.id, site.contacts)) for site in network.sites)
    return replace(network, centre=centre, sites=sites)

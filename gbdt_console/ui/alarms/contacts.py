"""Lists whom to phone about a fault or a site, in the order of calling."""

from collections.abc import Sequence

from gbdt_console.core.alarms.alarm import Alarm
from gbdt_console.core.alarms.definitions import ContactRole
from gbdt_console.core.callees import Callee, callee_of, callees
from gbdt_console.core.site_view import SiteView


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

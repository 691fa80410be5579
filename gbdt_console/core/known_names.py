"""Gathers the names and words that roster, sites.yaml and journal know already: nobody types them again."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.technicians.posts import Post

Known = Mapping[str, str]
"""What a field may hold, by the number that stands before it."""


def numbered(values: Iterable[str]) -> Known:
    """Number values, each once, in their order; empty ones are none."""
    return {str(n): value for n, value in enumerate(dict.fromkeys(filter(None, values)), start=1)}


def people(snapshot: Snapshot, sites: Collection[str]) -> Iterator[str]:
    """Yield who works at some sites, by name and role, then who spoke for them before."""
    for known in snapshot.technicians:
        if known.site_id in sites:
            yield from (holder.called for _, holder in known.holders)
    for site in snapshot.sites:
        if site.id in sites:
            yield from (contact.role for contact in site.contacts)
    for meeting in snapshot.calendar:
        yield from (duty.person for duty in meeting.duties if duty.site_id in sites)
        yield from (answer.person for answer in meeting.agreements if answer.site_id in sites)
    for room in snapshot.care:
        if room.site_id in sites:
            yield from (signed.person for signed in (room.cleaned, room.rules) if signed is not None)


def technician_of(snapshot: Snapshot, site_id: str) -> str:
    """Return a site's own technician with the phone number; empty where nobody is known."""
    site = next((one for one in snapshot.sites if one.id == site_id), None)
    roster = next((one for one in snapshot.technicians if one.site_id == site_id), None)
    holder = None if roster is None else roster.holder(Post.TECHNICIAN)
    if holder is not None and holder.called:
        return f"{holder.called} {holder.phone}".strip()
    first = next(iter(site.contacts), None) if site is not None else None
    return "" if first is None else f"{first.role} {first.phone}".strip()


def technicians(snapshot: Snapshot) -> Iterator[str]:
    """Yield who was assigned to meetings before, then the technicians of all sites."""
    for meeting in snapshot.calendar:
        yield from (technician.name for technician in meeting.plan.technicians)
    yield from (technician_of(snapshot, site.id) for site in snapshot.sites)


def chair_contacts(snapshot: Snapshot, chair_site_id: str) -> Iterator[str]:
    """Yield the chair's contacts of earlier meetings at that site, then the site's own."""
    plans = (meeting.plan for meeting in snapshot.calendar)
    yield from (plan.chair_contact for plan in plans if plan.chair_site_id == chair_site_id)
    for site in snapshot.sites:
        if site.id == chair_site_id:
            yield from (f"{contact.role} {contact.phone}".strip() for contact in site.contacts)


def titles(snapshot: Snapshot) -> Iterator[str]:
    """Yield the subjects of meetings before; those of closed meetings a Snapshot has not."""
    yield from (series.plan.title for series in snapshot.series)
    yield from (meeting.plan.title for meeting in snapshot.calendar)


def reasons(snapshot: Snapshot) -> Iterator[str]:
    """Yield why meetings were moved or cancelled before."""
    for meeting in snapshot.calendar:
        yield from (meeting.cancel_reason, meeting.change_reason)


def bodies(snapshot: Snapshot) -> Iterator[str]:
    """Yield the bodies, carriers and sites by their names."""
    yield from (body.name for body in snapshot.booking.bodies)
    yield from (name for _, name in snapshot.booking.carriers)
    yield from (site.name for site in snapshot.sites)

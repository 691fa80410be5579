"""Builds the technicians of the centre and the sites, and the care of their rooms."""

from collections.abc import Iterator

from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.core.room_cleaning.rooms import RoomCleaning, Signed
from gbdt_console.core.technicians.posts import Post
from gbdt_console.core.technicians.roster import PostHolder, SiteTechnicians
from gbdt_console.settings.draft import present
from gbdt_console.settings.people_schema import CleaningEntry, TechnicianEntry
from gbdt_console.settings.schema import CentreEntry, Document, SiteEntry


def build_technicians(document: Document) -> tuple[SiteTechnicians, ...]:
    """Build the technicians of each place that names any: the centre, then the sites by number."""
    sites = sorted(present(document.sites), key=lambda site: present(site.number))
    places: list[tuple[str, CentreEntry | SiteEntry]] = [
        (CENTRE, present(document.centre)),
        *((present(site.id), site) for site in sites),
    ]
    built = (SiteTechnicians(id_, tuple(_holders(entry))) for id_, entry in places)
    return tuple(site for site in built if site.holders)


def _holders(place: CentreEntry | SiteEntry) -> Iterator[tuple[Post, PostHolder]]:
    for post, entry in ((Post.TECHNICIAN, place.technician), (Post.DEPUTY, place.deputy)):
        if entry is not None:
            yield post, _holder(entry)


def _holder(entry: TechnicianEntry) -> PostHolder:
    return PostHolder(
        role=present(entry.role),
        phone=present(entry.phone),
        trained=entry.trained or "",
        subject=entry.subject or "",
    )


def build_cleaning(document: Document) -> tuple[RoomCleaning, ...]:
    """Build the care of the centre and the sites by number; those without any care are left out."""
    sites = sorted(present(document.sites), key=lambda site: present(site.number))
    places = [(CENTRE, present(document.centre).care), *((present(site.id), site.care) for site in sites)]
    usual = document.defaults.care
    built = (_care(id_, entry, usual) for id_, entry in places)
    return tuple(room for room in built if room.cleaning_days is not None or room.rules is not None)


def _care(site_id: str, entry: CleaningEntry | None, usual: CleaningEntry | None) -> RoomCleaning:
    given = {**(usual.given() if usual else {}), **(entry.given() if entry else {})}
    posted = given.get("rules_posted")
    return RoomCleaning(site_id, given.get("cleaning_days"), Signed(posted) if posted else None)

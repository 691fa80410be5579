"""Checks the rooms behind a call leg: each is known, behind one leg only, and has no leg of its own."""

from collections.abc import Iterator

from gbdt_console.settings.draft import Draft
from gbdt_console.settings.nearest import nearest
from gbdt_console.settings.places import Loc, SchemaFinding
from gbdt_console.settings.schema import MemberEntry, SiteEntry


def member_findings(draft: Draft) -> Iterator[SchemaFinding]:
    """Find members that are unknown, doubled or called themselves, and legs that nobody calls."""
    sites = {site.id: site for _, site in draft.sites() if site.id is not None}
    taken = {site.name: site.id for site in sites.values() if site.name} | {id_: id_ for id_ in sites}
    first: dict[str, Loc] = {}
    for loc, leg in draft.sites():
        if leg.members and "conference_number" not in leg.model_fields_set:
            yield SchemaFinding((*loc, "members"), "settings.member-leg-no-number", is_key=True)
        for index, member in enumerate(leg.members):
            here: Loc = (*loc, "members", index)
            if (member.site is None) == (member.name is None):
                if not member.model_fields_set or len(member.model_fields_set) > 1:
                    yield SchemaFinding(here, "settings.member-site-or-name")
                continue
            named = member.site or member.name or ""
            if first.setdefault(named, here) is not here:
                yield SchemaFinding(here, "settings.member-twice", {"value": named}, first[named])
            elif member.name in taken:
                params = {"value": named, "site": str(taken[named])}
                yield SchemaFinding(here, "settings.member-name-of-site", params)
            elif member.site is not None:
                yield from _site(member, leg, here, sites)


def _site(
    member: MemberEntry, leg: SiteEntry, loc: Loc, sites: dict[str, SiteEntry]
) -> Iterator[SchemaFinding]:
    params = {"value": str(member.site)}
    site = sites.get(params["value"])
    if site is None:
        known = {"known": nearest(params["value"], sites)}
        yield SchemaFinding((*loc, "site"), "settings.unknown-site", params | known)
    elif site is leg:
        yield SchemaFinding((*loc, "site"), "settings.member-itself", params)
    elif "conference_number" in site.model_fields_set:
        yield SchemaFinding((*loc, "site"), "settings.member-has-leg", params)
    elif site.members:
        yield SchemaFinding((*loc, "site"), "settings.member-is-leg", params)

"""Checks conference profiles against sites and MCU, and builds them."""

from collections.abc import Iterator, Sequence

from gbdt_console.core.pictures import Shot
from gbdt_console.core.profiles.profile import BackupConference, Profile, ProfileSite
from gbdt_console.core.sites import Site
from gbdt_console.settings.draft import Draft, present
from gbdt_console.settings.nearest import nearest
from gbdt_console.settings.places import Loc, SchemaFinding
from gbdt_console.settings.profile_schema import (
    EVERYBODY,
    BackupEntry,
    ProfileEntry,
    ProfileSiteEntry,
    ShotEntry,
)
from gbdt_console.settings.schema import SiteEntry


def profile_findings(draft: Draft) -> Iterator[SchemaFinding]:
    """Find sites that are unknown, take no part or have no number, and addresses that mean two sites."""
    profiles = draft.document.profiles
    centre = draft.document.centre
    if profiles and centre is not None and "mcu" not in centre.model_fields_set:
        yield SchemaFinding(("profiles",), "settings.profile-no-mcu")
    sites = {site.id: site for _, site in draft.sites() if site.id is not None}
    owner = {site.conference_number: id_ for id_, site in sites.items() if site.conference_number}
    for index, profile in enumerate(profiles):
        check = _Check(profile, ("profiles", index), sites)
        yield from check.findings()
        yield from check.dials(owner)


class _Check:
    """Checks one profile; `sites` are those of the file by id."""

    def __init__(self, profile: ProfileEntry, loc: Loc, sites: dict[str, SiteEntry]) -> None:
        self._profile = profile
        self._loc = loc
        self._sites = sites
        named = profile.participants or []
        is_all = EVERYBODY in named
        self._members = {id_ for id_, site in sites.items() if site.conference_number} if is_all else {*named}

    def findings(self) -> Iterator[SchemaFinding]:
        yield from self._participants()
        for site_id in self._profile.sites:
            yield from self._member(site_id, (*self._loc, "sites", site_id), is_key=True)
        for bus, shot in (("branches", self._profile.branches), ("chair", self._profile.chair)):
            for place, seated in (shot.seats if shot is not None else {}).items():
                if seated is not None:
                    yield from self._member(seated, (*self._loc, bus, "seats", str(place)))

    def _participants(self) -> Iterator[SchemaFinding]:
        first: dict[str, Loc] = {}
        for index, site_id in enumerate(self._profile.participants or []):
            loc = (*self._loc, "participants", index)
            if site_id is None or site_id == EVERYBODY:
                continue
            if first.setdefault(site_id, loc) is not loc:
                yield SchemaFinding(loc, "settings.profile-twice", {"value": site_id}, first[site_id])
            elif site_id not in self._sites:
                yield self._unknown(site_id, loc)
            elif "conference_number" not in self._sites[site_id].model_fields_set:
                yield SchemaFinding(loc, "settings.profile-no-number", {"value": site_id})

    def _member(self, site_id: str, loc: Loc, *, is_key: bool = False) -> Iterator[SchemaFinding]:
        """Find a site that is unknown, or none of the participants."""
        if site_id not in self._sites:
            yield self._unknown(site_id, loc, is_key=is_key)
        elif site_id not in self._members and self._profile.participants:
            params = {"value": site_id}
            yield SchemaFinding(loc, "settings.profile-outsider", params, is_key=is_key)

    def _unknown(self, site_id: str, loc: Loc, *, is_key: bool = False) -> SchemaFinding:
        params = {"value": site_id, "known": nearest(site_id, self._sites)}
        return SchemaFinding(loc, "settings.unknown-site", params, is_key=is_key)

    def dials(self, owner: dict[str, str]) -> Iterator[SchemaFinding]:
        """Find an address that is another site's too: nobody could tell which of them answers.

        owner: id of the site of each number and address so far, which this profile's are added to
        """
        for site_id, entry in self._profile.sites.items():
            if entry is None or entry.dial is None:
                continue
            other = owner.setdefault(entry.dial, site_id)
            if other != site_id:
                params = {"value": entry.dial, "owner": other}
                loc = (*self._loc, "sites", site_id, "dial")
                yield SchemaFinding(loc, "settings.profile-dial-taken", params)


def build_profiles(entries: Sequence[ProfileEntry], sites: Sequence[Site]) -> tuple[Profile, ...]:
    """Build the profiles of a document found free of faults; `sites` in order of number."""
    return tuple(_profile(entry, sites) for entry in entries)


def _profile(entry: ProfileEntry, sites: Sequence[Site]) -> Profile:
    named = present(entry.participants)
    members = [s for s in sites if s.conference_number and (EVERYBODY in named or s.id in named)]
    return Profile(
        id=present(entry.id),
        name=present(entry.name),
        participants=tuple(_participant(site, entry.sites.get(site.id)) for site in members),
        branches=_shot(entry.branches),
        chair=_shot(entry.chair),
        is_blocking=entry.blocked_on_entry or False,
        is_locked=entry.locked or False,
        backup=_backup(entry.backup),
    )


def _participant(site: Site, entry: ProfileSiteEntry | None) -> ProfileSite:
    own = entry or ProfileSiteEntry()
    return ProfileSite(
        site.id, own.dial or site.conference_number, own.redial or site.redial, own.bandwidth_kbps
    )


def _shot(entry: ShotEntry | None) -> Shot | None:
    """Build a picture; panes without a site are empty, up to the last one that has a site."""
    if entry is None:
        return None
    seats = tuple(entry.seats.get(place) or "" for place in range(1, max(entry.seats, default=0) + 1))
    return Shot(present(entry.layout), seats)


def _backup(entry: BackupEntry | None) -> BackupConference | None:
    if entry is None:
        return None
    return BackupConference(present(entry.dial), entry.name or "", entry.pin_kept or "")

"""Tells how each site is called in the running meeting, and which party calls it again."""

from collections.abc import Callable, Iterable

from gbdt_console.core.conference.redial import RedialOwner
from gbdt_console.core.conference.roster import RosterSite
from gbdt_console.core.profiles.profile import Profile, ProfileSite


class SiteCalls:
    """Reads sites.yaml; what the profile of the running meeting says precedes the site's own.

    site_ids: ids of the sites that take part in conferences
    """

    def __init__(
        self, own: Iterable[ProfileSite], profiles: Iterable[Profile], profile_id: Callable[[], str]
    ) -> None:
        """`own` is how each site is called without a profile.

        `profile_id` returns the id of the running meeting's profile; empty where there is none.
        """
        self._own = {one.site_id: one for one in own}
        self.site_ids = [*self._own]
        self._profile_id = profile_id
        self._of_profile = {profile.id: profile.by_site for profile in profiles}
        dials: dict[str, set[str]] = {site_id: set() for site_id in self._own}
        for named in self._of_profile.values():
            for one in named.values():
                dials[one.site_id].add(one.dial)
        self._also = {one.site_id: frozenset(dials[one.site_id] - {one.dial}) for one in self._own.values()}

    def call_of(self, site_id: str) -> ProfileSite | None:
        """Return how that site is called now; None for a site without a number."""
        named = self._of_profile.get(self._profile_id(), {})
        return named.get(site_id) or self._own.get(site_id)

    def numbers_of(self, site_id: str) -> frozenset[str]:
        """Return every number by which the site is known.

        A call at the address of another profile stays the site's when the profile changes.
        """
        own = self._own.get(site_id)
        return frozenset() if own is None else self._also[site_id] | {own.dial}

    def expected(self, reach: Callable[[str], bool | None]) -> Iterable[RosterSite]:
        """Return the sites of the roster; `reach` tells whether a site's line and codec answer."""
        return [
            RosterSite(own.site_id, own.dial, reach(own.site_id), self._also[own.site_id])
            for own in self._own.values()
        ]

    def owned(self) -> frozenset[str]:
        """Return the ids of the sites that this console calls again now."""
        named = self._of_profile.get(self._profile_id(), {})
        calls = (named.get(site_id) or own for site_id, own in self._own.items())
        return frozenset(call.site_id for call in calls if call.redial is RedialOwner.CONSOLE)
